package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.account.Account;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** SAEs, and with whom each may share keys. */
@Schema(name = "Saes")
@JsonNaming(SnakeCaseStrategy.class)
public record SaesJson(List<SaeJson> saes) {

    /** One SAE. */
    @Schema(name = "Sae")
    @JsonNaming(SnakeCaseStrategy.class)
    record SaeJson(
            String id,
            @Schema(description = "its home") String kme,

            @Schema(description = "by which its certificates are known")
            String certificate,

            List<PeerJson> peers) {}

    /** With whom it may share keys. */
    @Schema(name = "SaePeer")
    @JsonNaming(SnakeCaseStrategy.class)
    record PeerJson(
            String sae,

            @Schema(description = "what their keys have to rest on; none if nothing is said") @Nullable
            String policy) {}

    /** What that account sees. */
    static SaesJson of(Network network, Account account) {
        return new SaesJson(network.saes().stream()
                .filter(sae -> account.sees(sae.id()))
                .map(sae -> of(network, sae))
                .toList());
    }

    private static SaeJson of(Network network, Sae sae) {
        return new SaeJson(
                sae.id().value(),
                sae.kme().value(),
                sae.certificateIn(network.domain()).toString(),
                network.pairs().stream()
                        .filter(pair ->
                                pair.first().equals(sae.id()) || pair.second().equals(sae.id()))
                        .map(pair -> peer(network, sae.id(), pair))
                        .toList());
    }

    private static PeerJson peer(Network network, SaeId sae, SaePair pair) {
        SaeId other = pair.first().equals(sae) ? pair.second() : pair.first();
        return new PeerJson(
                other.value(), network.policy(sae, other).map(PairPolicy::name).orElse(null));
    }
}
