package dk.kronborg.console;

import dk.kronborg.console.PlannedNetwork.Basis;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The network that was planned with: a version or a proposal. */
@Schema(name = "PlanningBasis")
public record PlanningBasisJson(
        @Schema(examples = "7") @Nullable Long version,
        @Nullable UUID proposal) {

    static PlanningBasisJson of(Basis basis) {
        return new PlanningBasisJson(
                basis.version().isPresent() ? Long.valueOf(basis.version().getAsLong()) : null,
                basis.proposal().orElse(null));
    }
}
