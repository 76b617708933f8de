package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.PlannedNetwork.Basis;
import dk.kronborg.console.PlanningResource.Rows;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.planning.Failure;
import dk.kronborg.topology.planning.FailureToll;
import dk.kronborg.topology.planning.Impact;
import dk.kronborg.topology.planning.Loss;
import dk.kronborg.topology.planning.PairLoss;
import dk.kronborg.topology.planning.Standing;
import dk.kronborg.topology.planning.Toll;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What failures would cost: the one that was asked for with all its losses, or every single one, the worst first. */
@Schema(name = "Failures")
@JsonNaming(SnakeCaseStrategy.class)
public record FailuresJson(
        PlanningBasisJson network,

        @Schema(description = "pairs of KMEs that were looked at", examples = "78")
        int pairs,

        @Schema(description = "failures in all") int total,

        List<FailureJson> failures,

        @Schema(description = "the parameter cursor of the next page, if there is one") @Nullable
        Integer next) {

    /** SAEs are named up to so many pairs. */
    private static final int MOST_NAMED = 20;

    /** One failure. A pair of KMEs is counted once, by the worst that it loses. */
    @Schema(name = "Failure")
    @JsonNaming(SnakeCaseStrategy.class)
    public record FailureJson(
            @Schema(description = "what fails, together") List<PartJson> parts,

            @Schema(description = "whether it cuts off any pair of others")
            boolean singlePoint,

            @Schema(description = "pairs of others that lose everything", examples = "27")
            int cutOff,

            @Schema(description = "pairs that end at a node that fails", examples = "12")
            int own,

            @Schema(description = "pairs that had two disjoint paths or more, and have one", examples = "0")
            int loseDiversity,

            @Schema(description = "pairs that lose nothing but rate", examples = "0")
            int loseRate,

            @Schema(
                    description =
                            "pairs that lose something, the worst first, a page; only of a failure that was asked for")
            @Nullable
            List<LossJson> losses,

            @Schema(description = "SAEs of one KME that fails; only of a failure that was asked for") @Nullable
            SaePairsJson local) {

        static FailureJson of(FailureToll failure) {
            return of(List.of(failure.failure()), failure.toll(), null, null);
        }

        static FailureJson of(Collection<Failure> together, Impact impact, Rows rows) {
            return of(
                    together,
                    impact.toll(),
                    rows.of(impact.losses()).stream().map(LossJson::of).toList(),
                    SaePairsJson.of(impact.local()));
        }

        private static FailureJson of(
                Collection<Failure> together,
                Toll toll,
                @Nullable List<LossJson> losses,
                @Nullable SaePairsJson local) {
            return new FailureJson(
                    together.stream().map(PartJson::of).toList(),
                    toll.cutsOthersOff(),
                    toll.cutOff(),
                    toll.own(),
                    toll.diversity(),
                    toll.rate(),
                    losses,
                    local);
        }
    }

    /** A part of the network. */
    @Schema(name = "FailingPart")
    public record PartJson(
            @Schema(enumeration = {"SITE", "KME", "LINK", "CABLE"})
            String kind,

            @Schema(examples = "SOR") String id) {

        static PartJson of(Failure failure) {
            return switch (failure) {
                case Failure.OfSite(var site) -> new PartJson("SITE", site.value());
                case Failure.OfKme(var kme) -> new PartJson("KME", kme.value());
                case Failure.OfLink(var link) -> new PartJson("LINK", link.value());
                case Failure.OfCable(var cable) -> new PartJson("CABLE", cable.value());
            };
        }
    }

    /** What two KMEs lose. */
    @Schema(name = "PairLoss")
    @JsonNaming(SnakeCaseStrategy.class)
    public record LossJson(
            @Schema(examples = "KME-MFA") String first,
            @Schema(examples = "KME-SDU") String second,

            @Schema(description = "worst that they lose") Loss loses,

            StandingJson before,
            StandingJson after,

            @Schema(description = "SAEs that get their keys from these two")
            SaePairsJson saes) {

        static LossJson of(PairLoss loss) {
            return new LossJson(
                    loss.pair().first().value(),
                    loss.pair().second().value(),
                    loss.worst(),
                    StandingJson.of(loss.before()),
                    StandingJson.of(loss.after()),
                    SaePairsJson.of(loss.saes()));
        }
    }

    /** How two KMEs are joined. */
    @Schema(name = "PairStanding")
    @JsonNaming(SnakeCaseStrategy.class)
    public record StandingJson(
            @Schema(
                    description = "paths without a relay or a cable in common: 0, 1, or 2 for two or more",
                    examples = "1")
            int disjointPaths,

            @Schema(
                    description = "bit/s that could go between them at most, if nobody else took any",
                    examples = "41250")
            long rateBps) {

        static StandingJson of(Standing standing) {
            return new StandingJson(standing.disjointPaths(), Math.round(standing.rate()));
        }
    }

    /** Pairs of SAEs. */
    @Schema(name = "SaePairs")
    public record SaePairsJson(
            int total,

            @Schema(description = "the first 20", examples = "SAE-MFA-1, SAE-SDU-1")
            List<String> pairs) {

        static SaePairsJson of(List<SaePair> pairs) {
            return new SaePairsJson(
                    pairs.size(),
                    pairs.stream().limit(MOST_NAMED).map(SaePair::toString).toList());
        }
    }

    static FailuresJson of(Basis basis, int pairs, List<FailureToll> tolls, Rows rows) {
        return new FailuresJson(
                PlanningBasisJson.of(basis),
                pairs,
                tolls.size(),
                rows.of(tolls).stream().map(FailureJson::of).toList(),
                rows.next(tolls.size()));
    }

    static FailuresJson of(Basis basis, int pairs, Collection<Failure> together, Impact impact, Rows rows) {
        return new FailuresJson(
                PlanningBasisJson.of(basis),
                pairs,
                1,
                List.of(FailureJson.of(together, impact, rows)),
                rows.next(impact.losses().size()));
    }
}
