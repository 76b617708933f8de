package dk.kronborg.topology.approval;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.AUTHORITIES;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.DINA;
import static dk.kronborg.topology.map.TestCentre.FORM;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.STRANGER;
import static dk.kronborg.topology.map.TestCentre.accepted;
import static dk.kronborg.topology.map.TestCentre.first;
import static dk.kronborg.topology.map.TestCentre.judge;
import static dk.kronborg.topology.map.TestCentre.network;
import static dk.kronborg.topology.map.TestCentre.officers;
import static dk.kronborg.topology.map.TestCentre.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.approval.json.SecurityDifference;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.network.Network;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApprovalTest {

    private static String laxer(String yaml) {
        return yaml.replace("second: SAE-MOD-2, policy: PREFER_QKD", "second: SAE-MOD-2, policy: PQC_ALLOWED");
    }

    private static Proposal proposal(UnaryOperator<String> change, Authorities authorities) {
        return new Proposal(
                Optional.of(new Proposal.Present(first().newest().security(), network(yaml -> yaml))),
                network(change),
                authorities);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** From the proposal's file to the KME. */
    @Test
    void whatTwoOfficersApproveIsAcceptedByAKme() throws MalformedException {
        Proposal read = ApprovalJson.readProposal(utf8(ApprovalJson.write(proposal(ApprovalTest::laxer, AUTHORITIES))));
        SecurityPart change = read.change(FORM);
        List<KeySignature> signatures = List.of(
                Approval.of(change, read.judges(), ANNA).signature(),
                Approval.of(change, read.judges(), BENT).signature());

        MapHistory history = first().with(NOW, FORM.divide(read.network()), read.authorities(), signatures, CENTRE);

        assertThat(accepted(judge(running(first()), history)).version().security())
                .isEqualTo(change);
    }

    @Test
    void showsEveryDifferenceThatTouchesSecurity() {
        Authorities after = AUTHORITIES.successor(AUTHORITIES.centre(), officers(ANNA, BENT, DINA));
        Proposal proposal = proposal(
                yaml -> laxer(yaml)
                        .replace("Ministry of Defence", "Ministry of Peace")
                        .replace("  - {id: SAE-DC2-2, kme: KME-DC2}\n", "")
                        .replace("{id: KME-MOD, site: MOD}", "{id: KME-MOD, site: DC2}"),
                after);

        assertThat(SecurityDifference.lines(proposal))
                .containsExactly(
                        "~ kmes KME-MOD  {\"id\":\"KME-MOD\",\"site\":\"MOD\"} -> {\"id\":\"KME-MOD\",\"site\":\"DC2\"}",
                        "- officers carl  {\"key\":\""
                                + AUTHORITIES.officers().getLast().key() + "\",\"name\":\"carl\"}",
                        "+ officers dina  {\"key\":\"" + DINA.pin() + "\",\"name\":\"dina\"}",
                        "~ pairs SAE-MFA-2, SAE-MOD-2  {\"first\":\"SAE-MFA-2\",\"policy\":\"PREFER_QKD\","
                                + "\"second\":\"SAE-MOD-2\"} -> {\"first\":\"SAE-MFA-2\",\"policy\":\"PQC_ALLOWED\","
                                + "\"second\":\"SAE-MOD-2\"}",
                        "+ retired " + AUTHORITIES.officers().getLast().key() + "  \""
                                + AUTHORITIES.officers().getLast().key() + '"',
                        "- saes SAE-DC2-2  {\"id\":\"SAE-DC2-2\",\"kme\":\"KME-DC2\"}");
    }

    /** Whatever changes the digest that is signed shows as a line, and nothing else does. */
    @Test
    void aDifferenceShowsExactlyIfTheDigestChanges() {
        List<String> lines = TestLines.changes();
        for (String change : lines) {
            String[] words = change.split(" -> ", 2);
            Proposal proposal = proposal(yaml -> yaml.replace(words[0], words[1]), AUTHORITIES);
            boolean changes = !proposal.change(FORM).equals(first().newest().security());
            assertThat(SecurityDifference.lines(proposal).isEmpty()).as(change).isEqualTo(!changes);
        }
    }

    @Test
    void aPresentThatIsNotThatOfItsSecurityPartIsRefused() {
        Network other = network(ApprovalTest::laxer);
        Proposal proposal =
                new Proposal(Optional.of(new Proposal.Present(first().newest().security(), other)), other, AUTHORITIES);

        assertThatThrownBy(() -> proposal.change(FORM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("present");
    }

    @Test
    void aHandOverThatKmesWouldRefuseIsRefusedBefore() {
        Authorities dropped = new Authorities(AUTHORITIES.centre(), officers(ANNA, BENT), List.of());

        assertThatThrownBy(() -> proposal(yaml -> yaml, dropped).change(FORM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retired");
    }

    @Test
    void theFirstMapIsApprovedByItsOwnOfficers() {
        Proposal proposal = new Proposal(Optional.empty(), network(yaml -> yaml), AUTHORITIES);

        assertThat(proposal.change(FORM)).isEqualTo(first().newest().security());
        assertThat(Approval.of(proposal.change(FORM), proposal.judges(), BENT).officer())
                .hasToString("bent");
        assertThat(SecurityDifference.lines(proposal)).allMatch(line -> line.startsWith("+"));
    }

    @Test
    void countsForItsChangeOnly() {
        SecurityPart change = proposal(ApprovalTest::laxer, AUTHORITIES).change(FORM);
        Approval good = Approval.of(change, AUTHORITIES, ANNA);
        SecurityPart other = proposal(yaml -> yaml.replace("qkd_required: false", "qkd_required: true"), AUTHORITIES)
                .change(FORM);
        Approval renamed = new Approval(
                officers(BENT).getFirst().name(), good.domain(), good.generation(), good.change(), good.signature());
        Approval unsigned = new Approval(
                good.officer(), good.domain(), good.generation(), good.change(), ANNA.sign(new byte[] {1}));
        Approval strange = new Approval(
                good.officer(),
                good.domain(),
                good.generation(),
                good.change(),
                STRANGER.sign(change.approval().bytes()));

        assertThat(good.faultFor(change, AUTHORITIES)).isEmpty();
        assertThat(good.faultFor(other, AUTHORITIES)).contains("it approves another change");
        assertThat(renamed.faultFor(change, AUTHORITIES)).contains("the key is that of anna, not of bent");
        assertThat(unsigned.faultFor(change, AUTHORITIES)).contains("anna did not sign this");
        assertThat(strange.faultFor(change, AUTHORITIES)).contains("no officer has the key " + STRANGER.pin());
        assertThatThrownBy(() -> Approval.of(change, AUTHORITIES, STRANGER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no officer");
    }

    @Test
    void noBitOfItsFileCanBeFlippedAndNothingCutOff() {
        SecurityPart change = proposal(ApprovalTest::laxer, AUTHORITIES).change(FORM);
        byte[] file = utf8(ApprovalJson.write(Approval.of(change, AUTHORITIES, ANNA)));
        IntStream.range(0, file.length).parallel().forEach(at -> {
            byte[] bad = file.clone();
            bad[at] ^= (byte) (1 << at % 8);
            assertThat(counts(bad, change)).as("byte %d", at).isFalse();
            assertThat(counts(Arrays.copyOf(file, at), change))
                    .as("length %d", at)
                    .isFalse();
        });
        assertThat(counts(file, change)).isTrue();
    }

    private static boolean counts(byte[] file, SecurityPart change) {
        try {
            return ApprovalJson.readApproval(file).faultFor(change, AUTHORITIES).isEmpty();
        } catch (MalformedException e) {
            return false;
        }
    }

    @Test
    void aProposalThatIsNoneIsRefusedWithItsFault() {
        String good = ApprovalJson.write(proposal(ApprovalTest::laxer, AUTHORITIES));
        for (String[] change : new String[][] {
            {"kronborg-network-proposal/1", "kronborg-network-proposal/2", "format"},
            {"\"authorities\"", "\"authority\"", "authorities"},
            {"KME-MFA", "KME-XXX", "KME-(MFA|XXX)"},
            {"\"generation\":1", "\"generation\":-1", "generation"},
            {"\"sites\"", "\"saes\"", "twice|once"}
        }) {
            assertThat(good).contains(change[0]);
            assertThatThrownBy(() ->
                            ApprovalJson.readProposal(utf8(good.replaceFirst(Pattern.quote(change[0]), change[1]))))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageMatching("(?s).*(" + change[2] + ").*");
        }
    }
}
