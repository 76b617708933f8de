package dk.kronborg.topology.approval;

import dk.kronborg.topology.map.TestCentre;
import java.util.List;

/** Changes of the small network's document, as {@code from -> to}. */
final class TestLines {

    private TestLines() {}

    /** Of names, numbers and policies, some of which touch security. */
    static List<String> changes() {
        List<String> changes = List.of(
                "name: Data centre North -> name: Data centre South",
                "latitude: 55.729 -> latitude: 55.730",
                "commissioned_loss_db: 5.7 -> commissioned_loss_db: 6.1",
                "{id: KME-MOD, site: MOD} -> {id: KME-MOD, site: MOD, peer_uri: 'https://10.0.0.1:7102'}",
                "{id: KME-MOD, site: MOD} -> {id: KME-MOD, site: DC2}",
                "{id: SAE-DC2-1, kme: KME-DC2} -> {id: SAE-DC2-1, kme: KME-MOD}",
                "qkd_required: false -> qkd_required: true",
                "policy: LOCAL} -> policy: QKD_ONLY}",
                "domain: DK.QCI -> domain: DK.QCI\ndefault_policy: {policy: QKD_ONLY}",
                "{first: SAE-MFA-1, second: SAE-MFA-3} -> {first: SAE-MFA-1, second: SAE-MFA-3, policy: LOCAL}");
        if (!changes.stream().allMatch(change -> TestCentre.QUICK.contains(change.split(" -> ", 2)[0]))) {
            throw new AssertionError("a change changes nothing");
        }
        return changes;
    }
}
