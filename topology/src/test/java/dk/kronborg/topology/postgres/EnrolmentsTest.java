package dk.kronborg.topology.postgres;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.AUTHORITIES;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.FORM;
import static dk.kronborg.topology.map.TestCentre.MFA;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.QUICK;
import static dk.kronborg.topology.map.TestCentre.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.enrolment.Enrolment;
import dk.kronborg.topology.enrolment.EnrolmentCode;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.Enrolments;
import dk.kronborg.topology.enrolment.Enrolments.Answer;
import dk.kronborg.topology.enrolment.Enrolments.Invited;
import dk.kronborg.topology.enrolment.Invitation;
import dk.kronborg.topology.enrolment.json.EnrolmentJson;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The centre's side of enrolments, in a real database. */
class EnrolmentsTest {

    private static final Authorship ADA = new Authorship("ada", "a new machine", NOW);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Map<String, String> CERTIFICATES =
            Map.of("device", "AAAA", "operator", "AAAB", "peer", "AAAC", "sae", "AAAD");

    private static EmbeddedPostgres server;

    private final List<String> certificateFaults = new ArrayList<>();
    private SessionFactory sessions;
    private VersionStore versions;
    private NetworkHistory network;
    private Enrolments enrolments;
    private MapVersion map;
    private Instant now = NOW;

    @BeforeAll
    static void startServer() {
        server = NetworkDatabase.server();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void start() throws SQLException {
        sessions = NetworkDatabase.of(server).sessions();
        versions = new PostgresVersionStore(sessions);
        network = new NetworkHistory(versions, Optional.empty(), NetworkYaml::describe);
        Network first = NetworkYaml.parse(QUICK);
        network.begin(() -> NetworkYaml.describe(QUICK), ADA);
        map = MapVersion.first(
                NOW, FORM.divide(first), SecurityPart.first(AUTHORITIES, FORM.divide(first)), CENTRE.pin());
        enrolments = enrolments();
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    /** A process of the centre. */
    private Enrolments enrolments() {
        return new Enrolments(
                new PostgresEnrolmentStore(sessions),
                network,
                versions,
                new Enrolments.Forms(EnrolmentJson::write, NetworkYaml::parse, NetworkYaml::write),
                request -> List.copyOf(certificateFaults),
                new SecureRandom(),
                () -> now);
    }

    private Invited invited() {
        return enrolments
                .invite(MFA, map, URI.create("https://centre.example:7106"), DAY, ADA)
                .orElseThrow();
    }

    /** What the KME makes of an invitation. */
    private static String request(Invited invited, EnrolmentCode code, SigningKey identity) {
        try {
            Invitation read =
                    EnrolmentJson.readKept(invited.enrolment().invitation().getBytes(StandardCharsets.UTF_8));
            return EnrolmentJson.write(read, CERTIFICATES, identity, code.key());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static String request(Invited invited) {
        return request(invited, invited.code(), STRANGER);
    }

    private Answer answer(String document) {
        return answer(enrolments, document);
    }

    private static Answer answer(Enrolments process, String document) {
        try {
            EnrolmentRequest read = EnrolmentJson.readRequest(document.getBytes(StandardCharsets.UTF_8));
            return process.request(read, document, ADA);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private Enrolment.State state(Invited invited) {
        return enrolments.find(invited.enrolment().id()).orElseThrow().state();
    }

    @Test
    void aGoodRequestBecomesAProposalToKnowTheKmeByItsNewKey() throws MalformedException {
        Invited invited = invited();
        Invitation read = EnrolmentJson.readInvitation(
                invited.enrolment().invitation().getBytes(StandardCharsets.UTF_8),
                invited.code().key());
        assertThat(read.pins().atLeast()).isEqualTo(map.version());
        assertThat(read.pins().officers()).isEqualTo(AUTHORITIES.officerKeys());

        Answer answer = answer(request(invited));

        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        Enrolment enrolment = ((Answer.Accepted) answer).enrolment();
        assertThat(enrolment.state()).isEqualTo(Enrolment.State.REQUESTED);
        assertThat(enrolment.key()).isEmpty();
        Network proposed = NetworkYaml.parse(
                versions.proposedDocument(enrolment.proposal().orElseThrow()).orElseThrow());
        assertThat(proposed.kme(MFA).orElseThrow().identityKeys())
                .hasValue(List.of(STRANGER.pin().text()));
        assertThat(network.differs(proposed)).isTrue();
        assertThat(network.inForce().tag().number()).isEqualTo(1);
    }

    @Test
    void theSameRequestMayComeAgainAndAnotherMayNot() {
        Invited invited = invited();
        String request = request(invited);
        Answer first = answer(request);

        assertThat(answer(enrolments(), request)).isEqualTo(first);
        assertThat(answer(request(invited, invited.code(), ANNA))).isInstanceOf(Answer.NotOpen.class);
        assertThat(versions.proposals(10)).hasSize(1);
    }

    @Test
    void aRequestWithoutTheCodeIsRefusedFiveTimesAndThenTheInvitationIsVoid() {
        Invited invited = invited();
        EnrolmentCode guessed = EnrolmentCode.parse("0000-0000-0000-0000-0000");
        for (int i = 0; i < Enrolments.MOST_WRONG; i++) {
            assertThat(state(invited)).isEqualTo(Enrolment.State.INVITED);
            assertThat(answer(request(invited, guessed, STRANGER))).isInstanceOf(Answer.Wrong.class);
        }
        assertThat(state(invited)).isEqualTo(Enrolment.State.VOID);
        assertThat(answer(request(invited))).isInstanceOf(Answer.NotOpen.class);
        assertThat(versions.proposals(10)).isEmpty();
    }

    @Test
    void anInvitationEnds() {
        Invited invited = invited();
        now = NOW.plus(DAY);
        assertThat(answer(request(invited)))
                .isEqualTo(
                        new Answer.NotOpen("invitation " + invited.enrolment().id() + " ended at "
                                + invited.enrolment().expires()));
        Invited withdrawn = invited();
        assertThat(enrolments.withdraw(withdrawn.enrolment().id())).isTrue();
        assertThat(enrolments.withdraw(withdrawn.enrolment().id())).isFalse();
        assertThat(answer(request(withdrawn))).isInstanceOf(Answer.NotOpen.class);
        assertThat(enrolments.newest(10))
                .extracting(Enrolment::state)
                .containsExactlyInAnyOrder(Enrolment.State.INVITED, Enrolment.State.VOID);
    }

    @Test
    void whatIsNotGoodUsesNoCodeUp() {
        Invited invited = invited();
        certificateFaults.add("certificates.peer is not signed by its key");
        assertThat(answer(request(invited)))
                .isEqualTo(new Answer.Wrong(List.of("certificates.peer is not signed by its key")));
        certificateFaults.clear();
        assertThat(answer(request(invited))).isInstanceOf(Answer.Accepted.class);
    }

    @Test
    void onlyKmesOfTheNetworkAreInvitedForAWhile() {
        URI centre = URI.create("https://centre.example:7106");
        assertThat(enrolments.invite(new KmeId("KME-ELSEWHERE"), map, centre, DAY, ADA))
                .isEmpty();
        assertThatThrownBy(() -> enrolments.invite(MFA, map, centre, Duration.ZERO, ADA))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> enrolments.invite(MFA, map, centre, Duration.ofDays(8), ADA))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(enrolments.find(UUID.randomUUID())).isEmpty();
    }
}
