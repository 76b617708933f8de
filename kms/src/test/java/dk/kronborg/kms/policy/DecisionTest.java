package dk.kronborg.kms.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.delivery.KeyRequirement.LeastGrade;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision.Choice;
import dk.kronborg.kms.policy.Decision.Reason;
import dk.kronborg.kms.policy.Decision.Refuse;
import dk.kronborg.kms.policy.Decision.Serve;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.PolicyClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecisionTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "policies.md");
    private static final String TABLES = "<!-- read by DecisionTest -->";

    private record Case(KeyPolicy policy, Mode mode, Stock stock) {}

    /** The tables of the document hold every case, and what is decided in it. */
    @Test
    void decidesAsTheDocumentSays() throws IOException {
        Map<Case, String> expected = tables();

        assertThat(expected).hasSize(16 * Mode.values().length * 4);
        assertThat(expected)
                .allSatisfy((at, cell) -> assertThat(cell(Decision.of(at.policy(), at.mode(), at.stock())))
                        .as("%s", at)
                        .isEqualTo(cell));
    }

    private static Map<Case, String> tables() throws IOException {
        String document = Files.readString(DOCUMENT);
        Map<Case, String> cases = new LinkedHashMap<>();
        Stock stock = new Stock(false, false);
        List<Mode> modes = List.of();
        for (String line : document.substring(document.indexOf(TABLES)).lines().toList()) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            if (line.startsWith("Store ")) {
                stock = new Stock(line.contains("below reserve"), line.contains(" can be had"));
            } else if (line.startsWith("| flags")) {
                modes = cells.stream().skip(2).map(Mode::valueOf).toList();
            } else if (line.startsWith("| `")) {
                KeyPolicy policy = policy(cells.get(1));
                for (int i = 0; i < modes.size(); i++) {
                    String twice = cases.put(new Case(policy, modes.get(i), stock), cells.get(i + 2));
                    assertThat(twice).as("another row of %s", line).isNull();
                }
            } else if (line.startsWith("#")) {
                break;
            }
        }
        return cases;
    }

    private static KeyPolicy policy(String flags) {
        return new KeyPolicy(flags.contains("Q"), flags.contains("P"), flags.contains("F"), flags.contains("I"));
    }

    private static String cell(Decision decision) {
        return switch (decision) {
            case Serve(List<Choice> choices) ->
                choices.stream().map(DecisionTest::cell).collect(Collectors.joining(", "));
            case Refuse(Reason reason) ->
                switch (reason) {
                    case QKD_UNAVAILABLE -> "no qkd";
                    case PQC_UNAVAILABLE -> "no pqc";
                    case BLOCKED -> "blocked";
                    case QKD_SHORT -> "?";
                };
        };
    }

    private static String cell(Choice choice) {
        String making = switch (choice.making()) {
            case QKD -> "QKD";
            case HYBRID_CATKDF -> "CAT";
            case PQC -> "PQC";
            case HYBRID_XOR_ITS -> "XOR";
        };
        String degraded = choice.degraded()
                .map(reason -> switch (reason) {
                    case QKD_SHORT -> "!";
                    case QKD_UNAVAILABLE -> "!!";
                    case PQC_UNAVAILABLE, BLOCKED -> "?";
                })
                .orElse("");
        return making + (choice.keepsReserve() ? "^" : "") + degraded;
    }

    private static Set<Making> permitted(KeyPolicy policy) {
        return Arrays.stream(Making.values())
                .filter(making -> making.isPermittedBy(policy))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Making.class)));
    }

    private static List<Making> served(KeyPolicy policy, Mode mode, Stock stock) {
        return switch (Decision.of(policy, mode, stock)) {
            case Serve(List<Choice> choices) ->
                choices.stream().map(Choice::making).toList();
            case Refuse refused -> List.of();
        };
    }

    private static KeyPolicy policyOf(int flags) {
        return new KeyPolicy((flags & 8) != 0, (flags & 4) != 0, (flags & 2) != 0, (flags & 1) != 0);
    }

    private static List<KeyPolicy> allPolicies() {
        return IntStream.range(0, 16).mapToObj(DecisionTest::policyOf).toList();
    }

    private static List<Stock> allStocks() {
        List<Stock> stocks = new ArrayList<>();
        for (boolean belowReserve : List.of(false, true)) {
            stocks.add(new Stock(belowReserve, false));
            stocks.add(new Stock(belowReserve, true));
        }
        return stocks;
    }

    @Property
    void combiningIsLikeTakingTheStricterOfTwo(@ForAll byte one, @ForAll byte two, @ForAll byte three) {
        KeyPolicy a = policyOf(one);
        KeyPolicy b = policyOf(two);
        KeyPolicy c = policyOf(three);

        assertThat(a.and(b)).isEqualTo(b.and(a));
        assertThat(a.and(b).and(c)).isEqualTo(a.and(b.and(c)));
        assertThat(a.and(a)).isEqualTo(a);
        assertThat(a.and(PolicyClass.PQC_ALLOWED.policy()))
                .as("nothing is required")
                .isEqualTo(a);
    }

    @Property
    void whatIsCombinedPermitsNothingThatAPartForbids(@ForAll byte one, @ForAll byte two) {
        KeyPolicy a = policyOf(one);
        KeyPolicy b = policyOf(two);

        assertThat(permitted(a)).containsAll(permitted(a.and(b)));
        assertThat(permitted(b)).containsAll(permitted(a.and(b)));
        assertThat(permitted(a.and(b))).as("there is always a way").isNotEmpty();
    }

    @Property
    void aStricterPolicyIsServedOnlyWhereALaxerOneIs(
            @ForAll byte one, @ForAll byte two, @ForAll Mode mode, @ForAll boolean belowReserve, @ForAll boolean pqc) {
        Stock stock = new Stock(belowReserve, pqc);
        KeyPolicy lax = policyOf(one);
        List<Making> strict = served(lax.and(policyOf(two)), mode, stock);

        assertThat(strict.isEmpty() || !served(lax, mode, stock).isEmpty()).isTrue();
        if (strict.contains(Making.PQC)) {
            assertThat(served(lax, mode, stock)).contains(Making.PQC);
        }
    }

    /** A request says its least grade, of which LOCAL and PQC require nothing. */
    @Test
    void aRequestCanOnlyTighten() {
        for (KeyPolicy policy : allPolicies()) {
            for (LeastGrade grade : LeastGrade.values()) {
                KeyPolicy asked = policy.and(grade.policy());
                assertThat(permitted(policy)).containsAll(permitted(asked));
                if (grade.compareTo(LeastGrade.QKD) >= 0) {
                    assertThat(permitted(asked)).doesNotContain(Making.PQC);
                }
                if (grade == LeastGrade.HYBRID) {
                    assertThat(permitted(asked)).isSubsetOf(Making.HYBRID_CATKDF, Making.HYBRID_XOR_ITS);
                }
                if (grade.compareTo(LeastGrade.PQC) <= 0) {
                    assertThat(asked).isEqualTo(policy);
                }
            }
        }
    }

    @Test
    void servesOnlyWhatIsPermittedAndOnceAndSaysWhatIsDegraded() {
        for (KeyPolicy policy : allPolicies()) {
            for (Mode mode : Mode.values()) {
                for (Stock stock : allStocks()) {
                    assertThat(served(policy, mode, stock))
                            .isSubsetOf(permitted(policy))
                            .doesNotHaveDuplicates();
                    if (Decision.of(policy, mode, stock) instanceof Serve(List<Choice> choices)) {
                        assertThat(choices)
                                .allSatisfy(
                                        choice -> assertThat(choice.degraded().isPresent())
                                                .isEqualTo(policy.needsQkd() && choice.making() == Making.PQC));
                    }
                }
            }
        }
    }

    @Test
    void classesStayClassesWhenCombined() {
        List<KeyPolicy> named = allPolicies().stream()
                .filter(policy -> PolicyClass.of(policy).isPresent())
                .toList();

        assertThat(named).hasSize(7);
        for (KeyPolicy one : named) {
            for (KeyPolicy other : named) {
                assertThat(PolicyClass.of(one.and(other))).isPresent();
            }
        }
    }

    @Test
    void everyTwoBitsAreOneMaking() {
        assertThat(IntStream.range(0, 4).mapToObj(code -> Making.ofCode(code).orElseThrow()))
                .containsExactly(Making.QKD, Making.HYBRID_CATKDF, Making.PQC, Making.HYBRID_XOR_ITS);
        assertThat(Making.ofCode(4)).isEmpty();
        assertThat(Making.ofCode(-1)).isEmpty();
    }
}
