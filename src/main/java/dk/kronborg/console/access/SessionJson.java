package dk.kronborg.console.access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.account.Account;
import dk.kronborg.account.AccountStore.Granted;
import dk.kronborg.account.Grant;
import dk.kronborg.account.GrantSecret;
import dk.kronborg.account.Role;
import dk.kronborg.topology.identity.SaeId;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who is let in, as what and for how long. */
@Schema(name = "Session")
@JsonNaming(SnakeCaseStrategy.class)
record SessionJson(
        String account,
        List<Role> roles,

        @Schema(description = "of a ministry: the SAEs whose affairs it sees")
        List<String> saes,

        @Schema(enumeration = {"SESSION", "TOKEN"}) String kind,

        @Schema(description = "at the latest") Instant expires,

        @Schema(description = "of a session: to be sent in X-Kronborg-Page with whatever changes something") @Nullable
        String pageToken) {

    static SessionJson of(Granted granted, GrantSecret secret) {
        Account account = granted.account();
        Grant grant = granted.grant();
        return new SessionJson(
                account.name().value(),
                account.roles().stream().sorted().toList(),
                account.saes().stream().map(SaeId::value).sorted().toList(),
                grant.kind().name(),
                grant.expires(),
                grant.kind() == Grant.Kind.SESSION ? secret.pageToken() : null);
    }
}
