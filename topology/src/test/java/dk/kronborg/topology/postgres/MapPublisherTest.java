package dk.kronborg.topology.postgres;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.AUTHORITIES;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CARL;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.DINA;
import static dk.kronborg.topology.map.TestCentre.FORM;
import static dk.kronborg.topology.map.TestCentre.MFA;
import static dk.kronborg.topology.map.TestCentre.NEW_CENTRE;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.QUICK;
import static dk.kronborg.topology.map.TestCentre.STRANGER;
import static dk.kronborg.topology.map.TestCentre.VERIFIER;
import static dk.kronborg.topology.map.TestCentre.accepted;
import static dk.kronborg.topology.map.TestCentre.officers;
import static dk.kronborg.topology.map.TestCentre.pins;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.network.Guarantee;
import dk.kronborg.topology.publication.MapPublisher;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.Outcome;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From versions of the network to versions of the signed map, as the centre makes them, in a real database. */
class MapPublisherTest {

    private static final Authorship ADA = new Authorship("ada", "to try it", NOW);
    private static final String RENAMED = QUICK.replace("Ministry of Defence", "Ministry of Peace");
    private static final String LAXER =
            QUICK.replace("second: SAE-MOD-2, policy: PREFER_QKD", "second: SAE-MOD-2, policy: PQC_ALLOWED");

    private static EmbeddedPostgres server;

    private SessionFactory sessions;
    private VersionStore store;
    private MapPublisher publisher;
    private NetworkHistory network;

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
        store = new PostgresVersionStore(sessions);
        publisher = publisher(CENTRE);
        network = network(publisher);
        network.begin(() -> description(QUICK), ADA);
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    /** A process of the centre. */
    private MapPublisher publisher(SigningKey key) {
        return new MapPublisher(
                store,
                new PostgresMapArchive(sessions),
                new MapPublisher.Forms(NetworkYaml::describe, FORM, MapPublisherTest::approval),
                key,
                () -> NOW);
    }

    private static Approval approval(String document) {
        try {
            return ApprovalJson.readApproval(document.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Description description(String document) {
        return NetworkYaml.describe(document);
    }

    private static List<Approval> founding(SigningKey... officers) {
        SecurityPart first = SecurityPart.first(AUTHORITIES, FORM.divide(NetworkYaml.parse(QUICK)));
        return Stream.of(officers)
                .map(officer -> Approval.of(first, AUTHORITIES, officer))
                .toList();
    }

    private void found() {
        publisher.found(AUTHORITIES, founding(ANNA, BENT));
    }

    /** Another process of the centre, with its view of the network. */
    private NetworkHistory network(MapPublisher process) {
        return new NetworkHistory(store, Optional.of(process), NetworkYaml::describe);
    }

    private static String signedBy(String document, List<Pin> centre, SigningKey... officers) {
        return document + "\nauthorities:\n  centre: "
                + centre + "\n  officers:\n"
                + officers(officers).stream()
                        .map(officer -> "    - {name: " + officer.name() + ", key: " + officer.key() + "}\n")
                        .collect(Collectors.joining());
    }

    private Authorities authorities() {
        return newest().security().authorities();
    }

    private UUID propose(String document) {
        Outcome outcome =
                network.propose(description(document), network.inForce().tag(), ADA);
        return ((Outcome.Proposed) outcome).proposal().id();
    }

    private Outcome approve(UUID proposal, SigningKey officer) {
        Description after =
                NetworkYaml.describe(store.proposedDocument(proposal).orElseThrow());
        Proposal asked = publisher.change(after).orElseThrow();
        return approve(proposal, officer, asked, asked.judges());
    }

    private Outcome approve(UUID proposal, SigningKey officer, Proposal asked, Authorities judges) {
        Approval approval = Approval.of(asked.change(FORM), judges, officer);
        return network.approve(proposal, new dk.kronborg.topology.version.Approval(ApprovalJson.write(approval), NOW));
    }

    private MapVersion newest() {
        return publisher.published().orElseThrow().newest();
    }

    /** What KME-MFA runs that follows. */
    private RunningMap followed(Optional<RunningMap> running) {
        Optional<Long> from = running.map(map -> map.version().version() + 1);
        return accepted(VERIFIER.judge(
                running, pins(MFA), publisher.published().orElseThrow().forKme(MFA, from)));
    }

    @Test
    void theFirstMapIsThatOfTheNetworkInForce() {
        found();

        RunningMap running = followed(Optional.empty());
        assertThat(running.version().version()).isEqualTo(1);
        assertThat(running.network().saes()).isNotEmpty();
    }

    @Test
    void theFirstMapNeedsTwoOfItsOfficers() {
        assertThatThrownBy(() -> publisher.found(AUTHORITIES, founding(ANNA, ANNA)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the approvals of 2 officers, got 1");
        assertThatThrownBy(() -> publisher(NEW_CENTRE).found(AUTHORITIES, founding(ANNA, BENT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("and the map knows only");
        assertThat(publisher.published()).isEmpty();
    }

    @Test
    void whatTouchesNoSecurityIsPublishedAsItComes() {
        found();
        RunningMap first = followed(Optional.empty());
        network.change(description(RENAMED), network.inForce().tag(), ADA);

        assertThat(publisher.round()).isTrue();

        assertThat(newest().version()).isEqualTo(2);
        assertThat(followed(Optional.of(first)).network().sites())
                .anyMatch(site -> site.name().equals("Ministry of Peace"));
        assertThat(publisher.round()).isFalse();
    }

    @Test
    void guaranteesTouchNoSecurityAndAreKnownToAll() {
        found();
        RunningMap first = followed(Optional.empty());
        String guaranteed = QUICK + "guarantees: [{from: KME-MOD, to: KME-DC2, bits_per_second: 1000}]\n";

        Outcome outcome =
                network.change(description(guaranteed), network.inForce().tag(), ADA);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.InForce.class,
                        done -> assertThat(done.difference().changes())
                                .singleElement()
                                .hasToString("guarantee KME-MOD to KME-DC2 added: from KME-MOD, to KME-DC2,"
                                        + " bits_per_second 1000"));
        publisher.round();
        assertThat(followed(Optional.of(first)).network().guarantees())
                .containsExactly(new Guarantee(new KmeId("KME-MOD"), new KmeId("KME-DC2"), 1000));
    }

    @Test
    void whatTouchesSecurityIsPublishedWithTheApprovalsOfTwo() {
        found();
        RunningMap first = followed(Optional.empty());
        UUID proposal = propose(LAXER);

        assertThat(approve(proposal, ANNA)).isInstanceOf(Outcome.Kept.class);
        assertThat(approve(proposal, ANNA)).isInstanceOf(Outcome.Kept.class);
        assertThat(approve(proposal, BENT)).isInstanceOf(Outcome.InForce.class);
        publisher.round();

        assertThat(newest().security().generation()).isEqualTo(2);
        RunningMap second = followed(Optional.of(first));
        assertThat(second.network()).isNotEqualTo(first.network());
        assertThat(followed(Optional.empty()).version()).isEqualTo(second.version());
    }

    @Test
    void nobodyElseApproves() {
        found();
        UUID proposal = propose(LAXER);
        Proposal asked = publisher.change(NetworkYaml.describe(LAXER)).orElseThrow();
        Approval forged = new Approval(
                new OfficerId("anna"),
                asked.change(FORM).domain(),
                asked.change(FORM).generation(),
                asked.change(FORM).digest(),
                STRANGER.sign(asked.change(FORM).approval().bytes()));

        Outcome outcome =
                network.approve(proposal, new dk.kronborg.topology.version.Approval(ApprovalJson.write(forged), NOW));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.NotApproved.class,
                        not -> assertThat(not.faults())
                                .singleElement()
                                .asString()
                                .contains("no officer has the key"));
        assertThat(network.approve(proposal, new dk.kronborg.topology.version.Approval("{}", NOW)))
                .isInstanceOf(Outcome.NotApproved.class);
    }

    @Test
    void anApprovalOfAnotherChangeCountsForNothing() {
        found();
        UUID lax = propose(LAXER);
        UUID other = propose(LAXER.replace("Ministry of Defence", "MoD").replace("PQC_ALLOWED", "ALWAYS_HYBRID"));
        Description after = NetworkYaml.describe(LAXER);
        Proposal asked = publisher.change(after).orElseThrow();
        String anna = ApprovalJson.write(Approval.of(asked.change(FORM), asked.judges(), ANNA));

        assertThat(network.approve(other, new dk.kronborg.topology.version.Approval(anna, NOW)))
                .isInstanceOfSatisfying(
                        Outcome.NotApproved.class,
                        not -> assertThat(not.faults()).containsExactly("it approves another change"));
        assertThat(network.approve(lax, new dk.kronborg.topology.version.Approval(anna, NOW)))
                .isInstanceOf(Outcome.Kept.class);
    }

    @Test
    void officersAndTheCentresKeyAreHandedOverByOneDocument() {
        found();
        RunningMap first = followed(Optional.empty());
        UUID handover = propose(signedBy(QUICK, List.of(CENTRE.pin(), NEW_CENTRE.pin()), ANNA, CARL, DINA));

        assertThat(store.proposedDifference(handover).orElseThrow().changes())
                .singleElement()
                .asString()
                .startsWith("authorities map changed: centre ")
                .contains("officers.bent " + BENT.pin() + " -> nothing")
                .contains("officers.dina " + DINA.pin());
        Proposal asked = publisher
                .change(description(store.proposedDocument(handover).orElseThrow()))
                .orElseThrow();
        assertThat(approve(handover, DINA, asked, asked.authorities())).isInstanceOf(Outcome.NotApproved.class);
        approve(handover, BENT);
        assertThat(approve(handover, ANNA)).isInstanceOf(Outcome.InForce.class);
        publisher.round();

        assertThat(authorities().retired()).containsExactly(BENT.pin());
        RunningMap second = followed(Optional.of(first));

        // The centre signs by its new key, what the new officers approved; a document that names nobody changes nobody.
        publisher = publisher(NEW_CENTRE);
        network = network(publisher);
        UUID laxer = propose(LAXER);
        assertThat(approve(laxer, BENT, publisher.change(description(LAXER)).orElseThrow(), AUTHORITIES))
                .isInstanceOf(Outcome.NotApproved.class);
        approve(laxer, DINA);
        assertThat(approve(laxer, CARL)).isInstanceOf(Outcome.InForce.class);
        publisher.round();
        RunningMap third = followed(Optional.of(second));

        UUID last = propose(signedBy(LAXER, List.of(NEW_CENTRE.pin()), ANNA, CARL, DINA));
        approve(last, ANNA);
        assertThat(approve(last, CARL)).isInstanceOf(Outcome.InForce.class);
        publisher.round();

        assertThat(followed(Optional.of(third))
                        .version()
                        .security()
                        .authorities()
                        .retired())
                .containsExactlyInAnyOrder(BENT.pin(), CENTRE.pin());
    }

    @Test
    void whoMayNotSignFromThenOnIsNotProposed() {
        String names = signedBy(QUICK, List.of(NEW_CENTRE.pin()), ANNA, BENT);
        assertThat(refused(names)).isEqualTo("the map has not begun: who signs it is said when it is founded");
        found();
        approveBoth(propose(signedBy(QUICK, List.of(CENTRE.pin(), NEW_CENTRE.pin()), ANNA, BENT)));

        assertThat(refused(names)).contains("let it sign by another first");
        assertThat(refused(signedBy(QUICK, List.of(CENTRE.pin()), ANNA, BENT, CARL)))
                .contains(CARL.pin() + " stands twice");
        assertThat(refused(signedBy(QUICK, List.of(CENTRE.pin()), ANNA, DINA)
                        .replace(DINA.pin().text(), NEW_CENTRE.pin().text())))
                .isEqualTo("a key of the centre is an officer's, or the reverse");
        assertThat(network.propose(
                        description(signedBy(QUICK, List.of(NEW_CENTRE.pin(), CENTRE.pin()), BENT, ANNA)),
                        network.inForce().tag(),
                        ADA))
                .isInstanceOf(Outcome.Unchanged.class);
    }

    private void approveBoth(UUID proposal) {
        approve(proposal, ANNA);
        assertThat(approve(proposal, BENT)).isInstanceOf(Outcome.InForce.class);
        publisher.round();
    }

    private String refused(String document) {
        Outcome outcome =
                network.propose(description(document), network.inForce().tag(), ADA);
        return ((Outcome.NoSuccession) outcome).why();
    }

    @Test
    void processesThatPublishAtOnceMakeOneHistory() throws Exception {
        found();
        for (int i = 0; i < 5; i++) {
            network.change(
                    description(QUICK.replace("Ministry of Defence", "Ministry " + i)),
                    network.inForce().tag(),
                    ADA);
        }
        List<MapPublisher> processes =
                Stream.generate(() -> publisher(CENTRE)).limit(4).toList();

        try (ExecutorService threads = Executors.newFixedThreadPool(processes.size())) {
            List<Callable<Boolean>> rounds = processes.stream()
                    .<Callable<Boolean>>map(process -> process::round)
                    .toList();
            for (Future<Boolean> round : threads.invokeAll(rounds)) {
                round.get();
            }
        }
        processes.forEach(MapPublisher::round);
        publisher.round();

        assertThat(newest().version()).isEqualTo(6);
        assertThat(processes)
                .allSatisfy(process ->
                        assertThat(process.published().orElseThrow().newest()).isEqualTo(newest()));
    }

    @Test
    void aProcessThatStartsGoesOnFromWhatIsThere() {
        found();
        network.change(description(RENAMED), network.inForce().tag(), ADA);
        publisher.round();

        MapPublisher started = publisher(CENTRE);
        started.found(AUTHORITIES, List.of());

        assertThat(started.published().orElseThrow().newest()).isEqualTo(newest());
        assertThat(started.published().orElseThrow().signature())
                .isEqualTo(publisher.published().orElseThrow().signature());
    }

    @Test
    void publishedVersionsStay() {
        found();

        assertThatThrownBy(() ->
                        sessions.inTransaction(session -> session.createNativeMutationQuery("delete from network_map")
                                .executeUpdate()))
                .hasMessageContaining("never changed");
    }
}
