package dk.kronborg.linkmonitor.alarm;

import static dk.kronborg.linkmonitor.alarm.Ring.active;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.alarm.Correlator.Derived;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One cause for what it brings about, and none for what it does not. */
class CorrelatorTest {

    private final Correlator correlator = new Correlator(Ring.network());

    private static Alarm cut(String link) {
        return active("link:" + link, AlarmKind.FIBRE_CUT, Severity.CRITICAL);
    }

    private static Alarm down(String link) {
        return active("link:" + link, AlarmKind.DEVICE_OR_QUANTUM_CHANNEL_DOWN, Severity.MAJOR);
    }

    private static Alarm silent(String resource) {
        return active(resource, AlarmKind.TELEMETRY_SILENT, Severity.MAJOR);
    }

    private static Alarm over(Alarm alarm) {
        return alarm.cleared(Ring.NOON.plusSeconds(60));
    }

    private List<String> derived(Alarm... alarms) {
        return correlator.derived(List.of(alarms)).stream()
                .map(Derived::condition)
                .map(found -> found.resource() + " " + found.kind() + " " + found.severity())
                .toList();
    }

    @Test
    void twoCutLinksOfACableAreTheCables() {
        assertThat(derived(cut("B-C"))).isEmpty();
        assertThat(derived(cut("A-B"), cut("D-E"))).as("in no cable").isEmpty();
        assertThat(derived(cut("B-C"), cut("C-D"))).containsExactly("cable:NORTH FIBRE_CUT CRITICAL");
        assertThat(derived(cut("B-C"), over(cut("C-D")))).as("spliced").isEmpty();
        assertThat(correlator
                        .derived(List.of(cut("B-C"), cut("C-D")))
                        .getFirst()
                        .condition()
                        .text())
                .isEqualTo("Links: B-C, C-D");
    }

    @Test
    void whatTheCableExplainsHasItForItsCauseAndNothingElseHas() {
        Alarm cable = active("cable:NORTH", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        Alarm one = cut("B-C");
        Alarm other = cut("C-D");
        Alarm elsewhere = cut("A-B");
        Alarm noisy = active("link:B-C", AlarmKind.TELEMETRY_REFUSED, Severity.MAJOR);

        assertThat(correlator.causes(List.of(cable, one, other, elsewhere, noisy)))
                .isEqualTo(Map.of(one.id(), cable.id(), other.id(), cable.id()));
    }

    @Test
    void aCauseThatIsOverExplainsNothingMore() {
        Alarm cable = active("cable:NORTH", AlarmKind.FIBRE_CUT, Severity.CRITICAL);

        assertThat(correlator.causes(List.of(over(cable), cut("B-C")))).isEmpty();
    }

    @Test
    void whatIsOverBeforeItsCauseNeedsNoExplanation() {
        Alarm cable = active("cable:NORTH", AlarmKind.FIBRE_CUT, Severity.CRITICAL);

        assertThat(correlator.causes(List.of(cable, over(cut("B-C"))))).isEmpty();
    }

    @Test
    void allLinksOfANodeDownOrSilentAreTheNodes() {
        assertThat(derived(down("A-B"))).isEmpty();
        assertThat(derived(down("A-B"), down("B-C"))).containsExactly("kme:KME-B NODE_DOWN MAJOR");
        assertThat(derived(silent("link:A-B"), silent("device:B-C-TX"))).containsExactly("kme:KME-B NODE_DOWN MAJOR");
        assertThat(derived(silent("link:A-B"), silent("device:B-C-RX")))
                .as("the device at the other end is not this node's")
                .isEmpty();
        assertThat(derived(cut("B-C"), cut("C-D")))
                .as("a cut says nothing of the node")
                .doesNotContain("kme");
    }

    @Test
    void whatTheNodeExplainsHasItForItsCause() {
        Alarm node = active("kme:KME-B", AlarmKind.NODE_DOWN, Severity.MAJOR);
        Alarm one = down("A-B");
        Alarm other = silent("link:B-C");
        Alarm device = silent("device:B-C-TX");
        Alarm elsewhere = down("D-E");

        assertThat(correlator.causes(List.of(node, one, other, device, elsewhere)))
                .isEqualTo(Map.of(one.id(), node.id(), other.id(), node.id(), device.id(), node.id()));
    }

    @Test
    void aDeviceThatComplainsOfItsCutLinkIsExplained() {
        Alarm cut = cut("A-B");
        Alarm complaint = active("device:A-B-RX", AlarmKind.DEVICE_ALARM, Severity.MINOR);
        Alarm elsewhere = active("device:E-A-RX", AlarmKind.DEVICE_ALARM, Severity.MINOR);

        assertThat(correlator.causes(List.of(cut, complaint, elsewhere))).isEqualTo(Map.of(complaint.id(), cut.id()));
    }

    @ParameterizedTest
    @EnumSource(names = {"STORE_LOW", "STORE_RUNNING_OUT"})
    void aStoreRunsDryBecauseItsLinkIsIll(AlarmKind kind) {
        Alarm worse = active("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        Alarm mild = active("link:A-B", AlarmKind.CALIBRATION_OVERDUE, Severity.WARNING);
        Alarm one = active("store:KME-A->KME-B", kind, Severity.MAJOR);
        Alarm other = active("store:KME-B->KME-A", kind, Severity.MAJOR);
        Alarm elsewhere = active("store:KME-B->KME-C", kind, Severity.MAJOR);

        assertThat(correlator.causes(List.of(one, mild, worse, other, elsewhere)))
                .isEqualTo(Map.of(one.id(), worse.id(), other.id(), worse.id()));
    }

    /** It fills itself while the fibre is cut. */
    @Test
    void noLinkIsBlamedForAStoreOfPostQuantumKeys() {
        Alarm cut = active("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        Alarm quantum = active("store:KME-A->KME-B", AlarmKind.STORE_LOW, Severity.CRITICAL);
        Alarm postQuantum = active("store:KME-A->KME-B PQC", AlarmKind.PQC_STORE_LOW, Severity.CRITICAL);

        assertThat(correlator.causes(List.of(cut, quantum, postQuantum))).isEqualTo(Map.of(quantum.id(), cut.id()));
    }

    @Test
    void nothingMildExplainsAGraveStore() {
        Alarm link = active("link:A-B", AlarmKind.KEY_RATE_LOW, Severity.MINOR);
        Alarm low = active("store:KME-A->KME-B", AlarmKind.STORE_LOW, Severity.WARNING);
        Alarm empty = active("store:KME-B->KME-A", AlarmKind.STORE_LOW, Severity.CRITICAL);

        assertThat(correlator.causes(List.of(link, low, empty))).isEqualTo(Map.of(low.id(), link.id()));
    }

    @Test
    void aStoreIsExplainedByWhatIsAtTheRoot() {
        Alarm cable = active("cable:NORTH", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        Alarm cut = cut("B-C");
        Alarm store = active("store:KME-B->KME-C", AlarmKind.STORE_RUNNING_OUT, Severity.MAJOR);

        assertThat(correlator.causes(List.of(store, cut, cable)))
                .isEqualTo(Map.of(cut.id(), cable.id(), store.id(), cable.id()));
    }

    @Test
    void aStoreIsNotHiddenBehindWhatIsOutOfSightItself() {
        Instant now = Instant.parse("2026-07-02T12:00:00Z");
        Alarm cable = active("cable:NORTH", AlarmKind.FIBRE_CUT, Severity.CRITICAL)
                .shelved(new Attention.Act("anna", now, "spare part"), now.plusSeconds(3600));
        Alarm cut = cut("B-C");
        Alarm store = active("store:KME-B->KME-C", AlarmKind.STORE_LOW, Severity.CRITICAL);

        assertThat(correlator.causes(List.of(store, cut, cable))).isEqualTo(Map.of(cut.id(), cable.id()));
    }

    @Test
    void whatIsHeardOfALinkKeepsNoKeysFromComing() {
        Alarm silent = silent("link:A-B");
        Alarm refused = active("link:A-B", AlarmKind.TELEMETRY_REFUSED, Severity.MAJOR);
        Alarm store = active("store:KME-A->KME-B", AlarmKind.STORE_LOW, Severity.MAJOR);

        assertThat(correlator.causes(List.of(silent, refused, store))).isEmpty();
    }

    @Test
    void aStoreWhoseNameHoldsAnotherOnesIsNotItsStore() {
        Alarm cut = cut("A-B");
        Alarm store = active("store:KME-AB->KME-BC", AlarmKind.STORE_LOW, Severity.MAJOR);

        assertThat(correlator.causes(List.of(cut, store))).isEmpty();
    }

    @Test
    void whatFollowsFromPlannedWorkIsPlannedToo() {
        Alarm planned = active("link:B-C", AlarmKind.FIBRE_CUT, Severity.CRITICAL, true);
        Alarm alsoPlanned = active("link:C-D", AlarmKind.FIBRE_CUT, Severity.CRITICAL, true);

        assertThat(correlator.derived(List.of(planned, alsoPlanned)))
                .extracting(Derived::planned)
                .containsExactly(true);
        assertThat(correlator.derived(List.of(planned, cut("C-D"))))
                .extracting(Derived::planned)
                .containsExactly(false);
    }
}
