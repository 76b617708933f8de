package dk.kronborg.topology.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.version.Approval;
import dk.kronborg.topology.version.Approvals;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.Outcome;
import dk.kronborg.topology.version.Proposal;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionTag;
import dk.kronborg.topology.version.VersionsUnavailableException;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions and proposals, as the centre uses them, in a real database. */
class PostgresVersionStoreTest {

    private static final String DOCUMENT = """
            # Remarks stay.
            schema: kronborg-network/1
            domain: DK.QCI
            sites:
              - {id: A, name: zero, latitude: 1, longitude: 2}
            kmes:
              - {id: KME-A, site: A}
            saes:
              - {id: SAE-A, kme: KME-A}
              - {id: SAE-B, kme: KME-A}
            links: []
            pairs: []
            """;

    private static final String PAIRED = DOCUMENT.replace("pairs: []", "pairs: [{first: SAE-A, second: SAE-B}]");

    private static final Authorship ADA = new Authorship("ada", "to try it", Instant.parse("2026-11-22T20:00:00Z"));

    /** Whoever is named is taken for an officer who signed, but nobody called mallory. */
    private static final Approvals NAMES = new Approvals() {
        @Override
        public Verdict verify(VersionTag base, Description after, List<Approval> approvals) {
            TreeSet<String> officers = new TreeSet<>();
            List<String> faults = new ArrayList<>();
            for (Approval approval : approvals) {
                if (approval.document().startsWith("mallory")) {
                    faults.add("mallory is no officer");
                } else {
                    officers.add(
                            approval.document().substring(0, approval.document().indexOf(' ')));
                }
            }
            return new Verdict(officers, faults);
        }

        @Override
        public Succession succession(VersionTag base, Authorities wish) {
            throw new IllegalArgumentException("nobody else signs");
        }
    };

    private static EmbeddedPostgres server;

    private NetworkDatabase database;
    private SessionFactory sessions;
    private VersionStore store;
    private NetworkHistory history;

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
        database = NetworkDatabase.of(server);
        sessions = database.sessions();
        store = new PostgresVersionStore(sessions);
        history = history(Optional.of(NAMES));
        history.begin(() -> description(DOCUMENT), ADA);
    }

    private NetworkHistory history(Optional<Approvals> approvals) {
        return new NetworkHistory(store, approvals, NetworkYaml::describe);
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    private static Description description(String document) {
        return NetworkYaml.describe(document);
    }

    private static Description named(String name) {
        return description(DOCUMENT.replace("zero", name));
    }

    private VersionTag tag() {
        return history.inForce().tag();
    }

    @Test
    void keepsEveryVersionAsItWasWritten() {
        Outcome outcome = history.change(named("one"), tag(), ADA);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.InForce.class, done -> {
            assertThat(done.version().tag().number()).isEqualTo(2);
            assertThat(done.version().by()).isEqualTo(ADA);
            assertThat(done.difference().changes()).singleElement().hasToString("site A changed: name zero -> one");
            assertThat(store.version(2)).contains(done.version());
            assertThat(store.difference(2)).contains(done.difference());
        });
        assertThat(store.document(1)).contains(DOCUMENT);
        assertThat(store.document(2)).contains(named("one").document());
        assertThat(store.difference(1))
                .hasValueSatisfying(first -> assertThat(first.changes()).hasSize(5));
        assertThat(store.version(3)).isEmpty();
        assertThat(store.document(3)).isEmpty();
    }

    @Test
    void beginsOnce() {
        NetworkVersion first = history.inForce();

        assertThat(history.begin(() -> named("later"), new Authorship("bob", "again", Instant.EPOCH)))
                .isEqualTo(first);
        assertThat(store.versions(Long.MAX_VALUE, 9)).containsExactly(first);
    }

    @Test
    void outlivesARestart() {
        history.change(named("one"), tag(), ADA);
        NetworkVersion before = history.inForce();
        sessions.close();
        sessions = database.sessions();
        store = new PostgresVersionStore(sessions);
        history = history(Optional.empty());

        assertThat(history.begin(() -> named("from the file"), ADA)).isEqualTo(before);
        assertThat(store.document(2)).contains(named("one").document());
        assertThat(history.change(named("two"), before.tag(), ADA)).isInstanceOf(Outcome.InForce.class);
    }

    @Test
    void saysNothingChangesWhereNothingDoes() {
        assertThat(history.change(description(DOCUMENT + "# another remark\n"), tag(), ADA))
                .isEqualTo(new Outcome.Unchanged(history.inForce()));
        assertThat(history.propose(description(DOCUMENT), tag(), ADA)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(tag().number()).isEqualTo(1);
    }

    @Test
    void aTrialLeavesNoTrace() {
        assertThat(history.tried(named("one"), tag(), ADA)).isInstanceOf(Outcome.InForce.class);
        assertThat(history.tried(description(PAIRED), tag(), ADA))
                .isInstanceOfSatisfying(
                        Outcome.NeedsApproval.class,
                        needs ->
                                assertThat(needs.difference().touchesSecurity()).isTrue());
        assertThat(tag().number()).isEqualTo(1);
        assertThat(store.proposals(9)).isEmpty();
    }

    @Test
    void tellsWhoComesSecond() {
        VersionTag seen = tag();
        history.change(named("one"), seen, ADA);

        assertThat(history.change(named("two"), seen, ADA)).isEqualTo(new Outcome.Overtaken(tag()));
        assertThat(history.propose(description(PAIRED), seen, ADA)).isEqualTo(new Outcome.Overtaken(tag()));
        assertThat(store.document(2)).contains(named("one").document());
    }

    @Test
    void ofManyAtOnceOneWins() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 5; round++) {
            VersionTag seen = tag();
            int number = round;
            List<Outcome> outcomes = atOnce(IntStream.range(0, 6)
                    .<Callable<Outcome>>mapToObj(
                            who -> () -> history.change(named("r" + number + "w" + who), seen, ADA))
                    .toList());

            assertThat(outcomes).filteredOn(Outcome.InForce.class::isInstance).hasSize(1);
            assertThat(outcomes).filteredOn(Outcome.Overtaken.class::isInstance).hasSize(5);
        }
        assertThat(store.versions(Long.MAX_VALUE, 99))
                .extracting(version -> version.tag().number())
                .containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws InterruptedException, ExecutionException {
        List<T> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    @Test
    void pagesFromTheNewest() {
        LongStream.range(0, 4).forEach(number -> history.change(named("n" + number), tag(), ADA));

        assertThat(store.versions(Long.MAX_VALUE, 2))
                .extracting(version -> version.tag().number())
                .containsExactly(5L, 4L);
        assertThat(store.versions(4, 2))
                .extracting(version -> version.tag().number())
                .containsExactly(3L, 2L);
        assertThat(store.versions(1, 2)).isEmpty();
    }

    @Test
    void versionsAreNeverChangedNorRemoved() {
        assertThatThrownBy(() -> database.execute("update network_version set why = 'otherwise'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("never changed");
        assertThatThrownBy(() -> database.execute("delete from network_version"))
                .hasMessageContaining("never changed");
        assertThatThrownBy(() -> database.execute("truncate network_version cascade"))
                .hasMessageContaining("never changed");
    }

    private UUID proposed() {
        return ((Outcome.Proposed) history.propose(description(PAIRED), tag(), ADA))
                .proposal()
                .id();
    }

    private static Approval by(String officer) {
        return new Approval(officer + " signs", Instant.parse("2026-11-22T21:00:00Z"));
    }

    @Test
    void whatTouchesSecurityWaitsForTwoOfficers() {
        assertThat(history.change(description(PAIRED), tag(), ADA)).isInstanceOf(Outcome.NeedsApproval.class);
        UUID id = proposed();

        assertThat(history.approve(id, by("ida"))).isInstanceOf(Outcome.Kept.class);
        assertThat(history.approve(id, by("ida"))).isInstanceOf(Outcome.Kept.class);
        assertThat(history.approve(id, new Approval("ida once more", Instant.EPOCH)))
                .as("the same officer")
                .isInstanceOf(Outcome.Kept.class);
        assertThat(history.approve(id, by("mallory")))
                .isEqualTo(new Outcome.NotApproved(List.of("mallory is no officer")));
        assertThat(tag().number()).isEqualTo(1);

        assertThat(history.approve(id, by("olga"))).isInstanceOfSatisfying(Outcome.InForce.class, done -> {
            assertThat(done.version().proposal()).contains(id);
            assertThat(done.version().by()).isEqualTo(ADA);
        });
        assertThat(store.document(2)).contains(PAIRED);
        assertThat(store.proposal(id)).hasValueSatisfying(kept -> {
            assertThat(kept.state()).isEqualTo(Proposal.State.IN_FORCE);
            assertThat(kept.approvals()).isEqualTo(3);
        });
        assertThat(store.approvals(id))
                .containsExactly(by("ida"), new Approval("ida once more", Instant.EPOCH), by("olga"));
        assertThat(history.approve(id, by("eva"))).isInstanceOf(Outcome.NotOpen.class);
    }

    @Test
    void nothingComesInForceWhileNobodyCanVerify() {
        history = history(Optional.empty());
        UUID id = proposed();

        assertThat(history.approve(id, by("ida"))).isInstanceOf(Outcome.Kept.class);
        assertThat(history.approve(id, by("olga"))).isInstanceOf(Outcome.Kept.class);

        assertThat(tag().number()).isEqualTo(1);
        assertThat(store.proposal(id))
                .hasValueSatisfying(kept -> assertThat(kept.approvals()).isEqualTo(2));
    }

    @Test
    void whatTouchesNoSecurityIsNotProposed() {
        assertThat(history.propose(named("one"), tag(), ADA)).isInstanceOf(Outcome.NeedsNoApproval.class);
        assertThat(store.proposals(9)).isEmpty();
    }

    @Test
    void aProposalIsForOneVersionOnly() {
        UUID id = proposed();
        history.approve(id, by("ida"));
        history.change(named("one"), tag(), ADA);

        assertThat(history.approve(id, by("olga"))).isEqualTo(new Outcome.Overtaken(tag()));
        assertThat(tag().number()).isEqualTo(2);
    }

    @Test
    void aWithdrawnProposalStaysSo() {
        UUID id = proposed();
        Authorship bob = new Authorship("bob", "a mistake", Instant.parse("2026-11-22T22:00:00Z"));

        assertThat(store.withdraw(id, bob)).isTrue();
        assertThat(store.withdraw(id, ADA)).isFalse();
        assertThat(store.withdraw(UUID.randomUUID(), ADA)).isFalse();
        assertThat(history.approve(id, by("ida"))).isInstanceOf(Outcome.NotOpen.class);
        assertThat(store.proposal(id)).hasValueSatisfying(kept -> {
            assertThat(kept.state()).isEqualTo(Proposal.State.WITHDRAWN);
            assertThat(kept.closed()).contains(bob);
        });
        assertThat(store.proposedDocument(id)).contains(PAIRED);
        assertThat(store.proposedDifference(id)).isPresent();
    }

    @Test
    void ofTwoApprovalsAtOnceOnePutsItInForce() throws InterruptedException, ExecutionException {
        UUID id = proposed();

        List<Outcome> outcomes = atOnce(List.of(
                () -> history.approve(id, by("ida")),
                () -> history.approve(id, by("olga")),
                () -> history.approve(id, by("eva"))));

        assertThat(outcomes).filteredOn(Outcome.InForce.class::isInstance).hasSize(1);
        assertThat(store.versions(Long.MAX_VALUE, 9)).hasSize(2);
    }

    @Test
    void asManyProposalsAreOpenAsMayBe() throws InterruptedException, ExecutionException {
        for (int i = 0; i < VersionStore.MOST_OPEN - 1; i++) {
            proposed();
        }
        List<Outcome> outcomes = atOnce(List.of(
                () -> history.propose(description(PAIRED), tag(), ADA),
                () -> history.propose(description(PAIRED), tag(), ADA)));

        assertThat(outcomes).filteredOn(Outcome.Proposed.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Outcome.Full.class::isInstance).hasSize(1);
        store.withdraw(store.proposals(1).getFirst().id(), ADA);
        assertThat(history.propose(description(PAIRED), tag(), ADA)).isInstanceOf(Outcome.Proposed.class);
        assertThat(store.proposals(1000))
                .hasSize(VersionStore.MOST_OPEN + 1)
                .last()
                .satisfies(closed -> assertThat(closed.state()).isEqualTo(Proposal.State.WITHDRAWN));
    }

    @Test
    void asManyApprovalsAreKeptAsMayBe() {
        history = history(Optional.empty());
        UUID id = proposed();
        for (int i = 0; i < VersionStore.MOST_APPROVALS; i++) {
            assertThat(history.approve(id, by("officer" + i))).isInstanceOf(Outcome.Kept.class);
        }

        assertThat(history.approve(id, by("officer0"))).as("kept already").isInstanceOf(Outcome.Kept.class);
        assertThat(history.approve(id, by("one more"))).isInstanceOf(Outcome.Full.class);
        assertThat(store.approvals(id)).hasSize(VersionStore.MOST_APPROVALS);
    }

    @Test
    void saysThatTheDatabaseIsAway() throws SQLException, IOException {
        sessions.close();
        try (EmbeddedPostgres other = NetworkDatabase.server()) {
            sessions = NetworkDatabase.of(other).sessions();
        }
        store = new PostgresVersionStore(sessions);

        assertThatThrownBy(() -> store.newest()).isInstanceOf(VersionsUnavailableException.class);
        assertThatThrownBy(() -> store.propose(
                        new Proposal(
                                UUID.randomUUID(),
                                new VersionTag(1, "0".repeat(64)),
                                ADA,
                                1,
                                0,
                                Proposal.State.OPEN,
                                Optional.empty()),
                        PAIRED,
                        new Difference(List.of())))
                .isInstanceOf(VersionsUnavailableException.class);
    }
}
