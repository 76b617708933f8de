package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Stores as they are at one moment. */
@Schema(name = "Stores")
@JsonNaming(SnakeCaseStrategy.class)
public record StoresJson(
        @Schema(description = "by the centre's clock") Instant serverTime, List<StoreJson> stores) {}
