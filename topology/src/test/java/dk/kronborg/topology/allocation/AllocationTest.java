package dk.kronborg.topology.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AllocationTest {

    private static final Map<String, LinkBudget> LINKS =
            Map.of("a", LinkBudget.all(10), "b", LinkBudget.all(4), "c", LinkBudget.all(6));

    private static List<Flow<String, String>> flows(double weightOfTheFirst) {
        return List.of(
                new Flow<>("f1", List.of("a", "b"), weightOfTheFirst),
                new Flow<>("f2", List.of("b", "c"), 1),
                new Flow<>("f3", List.of("a"), 1),
                new Flow<>("f4", List.of("c"), 1, 0, 3));
    }

    @Test
    void dividesEqually() {
        assertThat(Allocation.of(LINKS, flows(1)).rates())
                .isEqualTo(Map.of("f1", 2.0, "f2", 2.0, "f3", 8.0, "f4", 3.0));
    }

    @Test
    void dividesByWeight() {
        assertThat(Allocation.of(LINKS, flows(3)).rates())
                .isEqualTo(Map.of("f1", 3.0, "f2", 1.0, "f3", 7.0, "f4", 3.0));
    }

    @Test
    void dividesWhatIsLeftOfReservesAndGuarantees() {
        Map<String, LinkBudget> links = Map.of("a", new LinkBudget(100, 10, 5, 5));
        List<Flow<String, String>> flows = List.of(
                new Flow<>("guaranteed", List.of("a"), 1, 50, Double.POSITIVE_INFINITY),
                new Flow<>("other", List.of("a"), 2));

        assertThat(Allocation.of(links, flows).rates()).isEqualTo(Map.of("guaranteed", 60.0, "other", 20.0));
    }

    @Test
    void guaranteesAtMostNineTenths() {
        Map<String, LinkBudget> links = Map.of("a", LinkBudget.all(100), "b", LinkBudget.all(1000));
        Flow<String, String> first = new Flow<>("first", List.of("b", "a"), 1, 60, 60);
        Flow<String, String> fits = new Flow<>("fits", List.of("a"), 1, 30, 30);
        Flow<String, String> tooMuch = new Flow<>("too much", List.of("b", "a"), 1, 30.5, 50);
        Flow<String, String> none = new Flow<>("none", List.of("a"), 1);

        assertThat(Allocation.of(links, List.of(first, fits, none)).rates())
                .isEqualTo(Map.of("first", 60.0, "fits", 30.0, "none", 10.0));
        Allocation<String, String> refusing = Allocation.of(links, List.of(first, tooMuch, none));
        assertThat(refusing.refused()).containsExactly(new Refusal<>("too much", "a", 30.5, 30));
        assertThat(refusing.refused().getFirst())
                .hasToString("too much asks for 30.5 bit/s guaranteed, of which link a has 30.0 left");
        assertThat(refusing.rates()).isEqualTo(Map.of("first", 60.0, "none", 40.0));
    }

    @Test
    void guaranteesNothingOutOfReserves() {
        Map<String, LinkBudget> links = Map.of("a", new LinkBudget(100, 30, 0, 0), "down", new LinkBudget(0, 5, 5, 5));

        assertThat(Allocation.of(links, List.of(new Flow<>("f", List.of("a"), 1, 71, 71)))
                        .refused())
                .containsExactly(new Refusal<>("f", "a", 71, 70));
        assertThat(Allocation.of(links, List.of(new Flow<>("f", List.of("a", "down"), 1)))
                        .rates())
                .isEqualTo(Map.of("f", 0.0));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Allocation.of(LINKS, List.of(new Flow<>("f", List.of("x"), 1))))
                .hasMessage("flow f takes from unknown link x");
        assertThatThrownBy(() -> Allocation.of(
                        LINKS, List.of(new Flow<>("f", List.of("a"), 1), new Flow<>("f", List.of("b"), 1))))
                .hasMessage("flow f is named twice");
        assertThatThrownBy(() -> new Flow<>("f", List.of("a", "a"), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Flow<>("f", List.of("a"), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Flow<>("f", List.of("a"), 1, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LinkBudget.all(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The condition that holds for the max-min fair allocation and for no other (Bertsekas and Gallager, 6.5.2). */
    @Property(tries = 2000)
    void everyFlowHasALinkThatIsFullAndOnWhichNobodyHasMoreForHisWeight(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, LinkBudget> links = new HashMap<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            links.put(
                    "L" + i,
                    new LinkBudget(
                            random.nextInt(4) * 100, random.nextInt(30), random.nextInt(30), random.nextInt(30)));
        }
        List<Flow<Integer, String>> flows = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            List<String> names = new ArrayList<>(links.keySet());
            Collections.shuffle(names, random);
            double guaranteed = random.nextInt(3) > 0 ? 0 : random.nextDouble(60);
            double most = random.nextBoolean() ? Double.POSITIVE_INFINITY : guaranteed + random.nextDouble(100);
            flows.add(new Flow<>(
                    i, names.subList(0, 1 + random.nextInt(names.size())), 1 + random.nextInt(4), guaranteed, most));
        }

        Allocation<Integer, String> allocation = Allocation.of(links, flows);

        Map<Integer, Double> rates = allocation.rates();
        List<Flow<Integer, String>> admitted =
                flows.stream().filter(flow -> rates.containsKey(flow.id())).toList();
        assertThat(admitted).hasSize(flows.size() - allocation.refused().size());
        Map<String, Double> used = new HashMap<>();
        for (Flow<Integer, String> flow : admitted) {
            double rate = Objects.requireNonNull(rates.get(flow.id()));
            assertThat(rate).isBetween(flow.guaranteed(), flow.most());
            flow.links().forEach(link -> used.merge(link, rate, Double::sum));
        }
        used.forEach((link, sum) -> assertThat(sum)
                .isLessThanOrEqualTo(Objects.requireNonNull(links.get(link)).shareable() + 1e-9));
        for (Flow<Integer, String> flow : admitted) {
            double share = share(flow, rates);
            boolean satisfied = Objects.requireNonNull(rates.get(flow.id())) >= flow.most() - 1e-9;
            boolean held = flow.links().stream()
                    .filter(link -> Objects.requireNonNull(used.get(link))
                            > Objects.requireNonNull(links.get(link)).shareable() - 1e-9)
                    .anyMatch(link -> admitted.stream()
                            .filter(other -> other.links().contains(link))
                            .allMatch(other -> share(other, rates) <= share + 1e-9));
            assertThat(satisfied || held).as("%s gets %s", flow, rates).isTrue();
        }
        for (Refusal<Integer, String> refusal : allocation.refused()) {
            double guaranteedBefore = admitted.stream()
                    .filter(flow -> flow.id() < refusal.flow() && flow.links().contains(refusal.link()))
                    .mapToDouble(Flow::guaranteed)
                    .sum();
            LinkBudget link = Objects.requireNonNull(links.get(refusal.link()));
            assertThat(refusal.available())
                    .isCloseTo(Math.min(0.9 * link.secretKeyRate(), link.shareable()) - guaranteedBefore, within(1e-9))
                    .isLessThan(refusal.asked());
        }
    }

    private static double share(Flow<Integer, String> flow, Map<Integer, Double> rates) {
        return (Objects.requireNonNull(rates.get(flow.id())) - flow.guaranteed()) / flow.weight();
    }
}
