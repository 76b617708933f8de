package dk.kronborg.topology.enrolment.json;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.MFA;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.enrolment.CodeKey;
import dk.kronborg.topology.enrolment.EnrolmentCode;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.Invitation;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.json.MalformedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the ceremony, and the code that ties them together. */
class EnrolmentJsonTest {

    private static final CodeKey CODE =
            EnrolmentCode.parse("7K3M-0QRS-T1VW-XYZ2-3456").key();
    private static final CodeKey OTHER =
            EnrolmentCode.parse("7K3M-0QRS-T1VW-XYZ2-3457").key();
    private static final Invitation INVITATION = new Invitation(
            UUID.fromString("00000000-0000-4000-8000-000000000001"),
            new MapPins(
                    new DomainId("DK.QCI"),
                    MFA,
                    Set.of(CENTRE.pin()),
                    Set.of(ANNA.pin(), BENT.pin()),
                    Optional.empty(),
                    7),
            URI.create("https://centre.example:7106"),
            NOW);
    private static final Map<String, String> CERTIFICATES =
            Map.of("device", "AAAA", "operator", "AAAB", "peer", "AAAC", "sae", "AAAD");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7k3m 0qrs t1vw xyz2 3456", "7K3MOQRSTIVWXYZ23456", "7K3M-0QRS-TLVW-XYZ2-3456"})
    void aCodeIsReadAsPeopleTypeIt(String typed) {
        assertThat(EnrolmentCode.parse(typed).spelled()).isEqualTo("7K3M-0QRS-T1VW-XYZ2-3456");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7K3M-0QRS-T1VW-XYZ2-345", "7K3M-0QRS-T1VW-XYZ2-34567", "7K3M-0QRS-T1VW-XYZ2-345U"})
    void whatIsNoCodeIsRefusedAndNotRepeated(String typed) {
        assertThatThrownBy(() -> EnrolmentCode.parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(fault -> assertThat(fault.getMessage()).doesNotContain("0QRS"));
    }

    @Test
    void codesAreRandom() {
        SecureRandom random = new SecureRandom();
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> EnrolmentCode.random(random).spelled())
                        .collect(Collectors.toSet()))
                .hasSize(100)
                .allSatisfy(
                        code -> assertThat(EnrolmentCode.parse(code).spelled()).isEqualTo(code));
        assertThat(EnrolmentCode.random(random)).hasToString("EnrolmentCode");
        assertThat(CODE).hasToString("CodeKey");
        assertThat(CodeKey.ofHex(CODE.hex()).seal("it")).isEqualTo(CODE.seal("it"));
    }

    @Test
    void anInvitationIsReadByItsCodeOnly() throws MalformedException {
        String file = EnrolmentJson.write(INVITATION, CODE);

        assertThat(EnrolmentJson.readInvitation(bytes(file), CODE)).isEqualTo(INVITATION);
        assertThatThrownBy(() -> EnrolmentJson.readInvitation(bytes(file), OTHER))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("one-time code");
    }

    /** A thief of the file cannot make the KME follow another centre, other officers or an old map. */
    @Test
    void anInvitationThatWasChangedIsRefused() {
        String file = EnrolmentJson.write(INVITATION, CODE);
        Map<String, String> changes = new HashMap<>();
        changes.put("centre.example", "centre.invalid");
        changes.put(ANNA.pin().text(), STRANGER.pin().text());
        changes.put(CENTRE.pin().text(), STRANGER.pin().text());
        changes.put("\"map_version\":7", "\"map_version\":1");
        changes.put("\"DK.QCI\"", "\"DK.QCJ\"");
        changes.put(MFA.value(), "KME-MOD");
        changes.put("{\"", "{ \"");
        changes.forEach((from, to) -> {
            String changed = file.replace(from, to);
            assertThat(changed).isNotEqualTo(file);
            assertThatThrownBy(() -> EnrolmentJson.readInvitation(bytes(changed), CODE))
                    .isInstanceOf(MalformedException.class);
        });
        for (String bad : new String[] {"", "[]", "{}", file + "x", file.replace("invitation/1", "invitation/2")}) {
            assertThatThrownBy(() -> EnrolmentJson.readInvitation(bytes(bad), CODE))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void aRequestIsSignedAndSealed() throws MalformedException {
        String file = EnrolmentJson.write(INVITATION, CERTIFICATES, STRANGER, CODE);

        EnrolmentRequest request = EnrolmentJson.readRequest(bytes(file));

        assertThat(request.identity().pin()).isEqualTo(STRANGER.pin());
        assertThat(request.isSigned()).isTrue();
        assertThat(CODE.sealed(request.statement().text(), request.seal())).isTrue();
        assertThat(OTHER.sealed(request.statement().text(), request.seal())).isFalse();
        assertThat(request.statement().invitation()).isEqualTo(INVITATION.id());
        assertThat(request.statement().kme()).isEqualTo(MFA);
        assertThat(request.statement().certificates()).isEqualTo(CERTIFICATES);
    }

    @Test
    void aRequestThatWasChangedIsNeitherSignedNorSealed() throws MalformedException {
        String file = EnrolmentJson.write(INVITATION, CERTIFICATES, STRANGER, CODE);

        EnrolmentRequest changed = EnrolmentJson.readRequest(bytes(file.replace("AAAC", "AAAE")));

        assertThat(changed.isSigned()).isFalse();
        assertThat(CODE.sealed(changed.statement().text(), changed.seal())).isFalse();
        String other = EnrolmentJson.write(INVITATION, CERTIFICATES, ANNA, CODE);
        assertThat(EnrolmentJson.readRequest(bytes(other)).digest())
                .isNotEqualTo(EnrolmentJson.readRequest(bytes(file)).digest());
        assertThatThrownBy(() -> EnrolmentJson.readRequest(bytes(file.replace("\"sae\":", "\"sea\":"))))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> EnrolmentJson.readRequest(bytes(file.replace("{\"cert", "{\"also\":1,\"cert"))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("canonical");
    }
}
