package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.PlannedNetwork.Basis;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.HopCondition;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.RelayPath;
import dk.kronborg.topology.path.WeighedPath;
import dk.kronborg.topology.planning.KeyCost;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What keys between two KMEs cost. Over one hop the bits of the link are the key; over more they are pads. */
@Schema(name = "KeyCost")
@JsonNaming(SnakeCaseStrategy.class)
public record KeyCostJson(
        PlanningBasisJson network,
        @Schema(examples = "KME-MFA") String from,
        @Schema(examples = "KME-SDU") String to,

        @Schema(description = "that keys take, or shares of every key: the cheapest first")
        List<PathJson> paths,

        @Schema(description = "of all paths, in their order")
        List<HopJson> hops,

        @Schema(description = "bits on all hops together for a bit of key", examples = "7")
        int totalPadBitsPerKeyBit,

        @Schema(
                description = "bit/s of key that these paths carry at most, if nobody else takes any",
                examples = "41250")
        long keyRateBps) {

    /** One path. */
    @Schema(name = "KeyPath")
    public record PathJson(
            @Schema(examples = "KME-MFA") List<String> kmes,

            @Schema(description = "what makes it dear, see docs/paths.md", examples = "14")
            double cost) {

        static PathJson of(WeighedPath path) {
            return new PathJson(path.path().kmes().stream().map(KmeId::value).toList(), path.cost());
        }
    }

    /** Two KMEs next to each other, in the direction of the path. */
    @Schema(name = "KeyHop")
    @JsonNaming(SnakeCaseStrategy.class)
    public record HopJson(
            @Schema(examples = "KME-MFA") String from,
            @Schema(examples = "KME-MOD") String to,

            @Schema(description = "that fill the pools between them", examples = "MFA-MOD")
            List<String> links,

            @Schema(description = "bit/s that the links are planned to make", examples = "93000")
            long rateBps,

            @Schema(description = "bits that a bit of key takes there", examples = "1")
            int padBitsPerKeyBit) {}

    static KeyCostJson of(Basis basis, KmeId from, KmeId to, List<WeighedPath> paths, PathFinder finder) {
        KeyCost cost = KeyCost.of(paths.stream().map(WeighedPath::path).toList());
        List<HopJson> hops = new ArrayList<>();
        double rate = Double.MAX_VALUE;
        for (RelayPath path : paths.stream().map(WeighedPath::path).toList()) {
            for (int i = 1; i < path.kmes().size(); i++) {
                KmeId one = path.kmes().get(i - 1);
                KmeId other = path.kmes().get(i);
                Hop hop = new Hop(one, other);
                HopCondition condition = finder.condition(hop, false).orElseThrow();
                int bits = cost.bits().getOrDefault(hop, 0);
                hops.add(new HopJson(
                        one.value(),
                        other.value(),
                        condition.links().stream().map(LinkId::value).toList(),
                        Math.round(condition.secretKeyRate()),
                        bits));
                rate = Math.min(rate, condition.secretKeyRate() / bits);
            }
        }
        return new KeyCostJson(
                PlanningBasisJson.of(basis),
                from.value(),
                to.value(),
                paths.stream().map(PathJson::of).toList(),
                hops,
                cost.total(),
                Math.round(rate));
    }
}
