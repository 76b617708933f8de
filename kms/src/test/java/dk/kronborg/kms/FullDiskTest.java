package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import dk.kronborg.kms.intake.IntakeOutcome;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No room in the state folder, and then room again, under a running process. The system itself refuses every write of
 * this process (a limit of 0 bytes to the size of its files, which needs no root); the database, another process, has
 * room.
 */
class FullDiskTest extends TwoSitesTest {

    @BeforeAll
    static void limitsCanBeSet() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "the limit is set by prlimit of util-linux");
    }

    @BeforeEach
    void fill() {
        fillPool(2);
    }

    @AfterEach
    void liftTheLimit() throws IOException {
        limitFiles("unlimited");
    }

    private static void limitFiles(String bytes) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        Process limiter = new ProcessBuilder("prlimit", "--pid", pid, "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start();
        assertThat(limiter.onExit().join().exitValue()).isZero();
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private long ask(String sql) throws SQLException {
        return Sql.count(mfaDatabase, sql);
    }

    /** The database has committed, the fence cannot say so: nothing leaves, and nothing of it ever leaves again. */
    @Test
    void noKeyLeavesWithoutTheFenceAndDeliveryGoesOnWhenThereIsRoom() throws Exception {
        List<UUID> unfetched = sites.deliver(mfa, 10);
        assertThat(unfetched).hasSize(10);
        UUID incarnation = mfa.incarnation.id();
        limitFiles("0");

        for (int i = 0; i < 3; i++) {
            assertThat(mfa.delivery.deliver(KeyOrder.of(TwoSites.MFA_1, TwoSites.MOD_1, 5, 32)))
                    .isInstanceOf(DeliveryOutcome.Unavailable.class);
        }
        assertThat(mod.fetch.fetch(TwoSites.MOD_1, TwoSites.MFA_1, unfetched))
                .isInstanceOf(FetchOutcome.Unavailable.class);
        long spent = ask("select sum(cursor) from block_use") / 4;
        assertThat(spent).as("what was committed is spent").isGreaterThan(10);

        limitFiles("unlimited");
        long left = 2L * TwoSites.KEYS_IN_BLOCK - spent;
        List<UUID> further = sites.deliver(mfa, (int) left);
        assertThat(further).as("the rest, none of them given before").hasSize((int) left);
        assertThat(sites.fetch(mod, further)).isEqualTo((int) left);
        for (SiteFixture site : List.of(mfa, mod)) {
            assertThat(site.ended).isEmpty();
            assertThat(site.store.balances().read()).allMatch(balance -> balance.imbalance() == 0);
        }
        restart();
        assertThat(mfa.incarnation.id()).as("after a restart").isEqualTo(incarnation);
        assertThat(mfa.alarms).isEmpty();
    }

    /** Its first wrap of the hour needs a new data key. */
    @Test
    void aBlockThatCannotBeWrappedIsNotTakenAndLeavesNothing() throws Exception {
        try (SiteFixture fresh = sites.mfa(mfaDatabase)) {
            Set<String> before = files(sites.stateOfMfa());
            long blocks = ask("select count(*) from block");
            UUID id = fresh.idFromHere();
            byte[] bytes = new byte[TwoSites.BLOCK];
            limitFiles("0");

            assertThatThrownBy(() -> fresh.push(id, bytes, 1e-10))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("cannot write");
            assertThat(ask("select count(*) from block")).isEqualTo(blocks);
            assertThat(files(sites.stateOfMfa())).isEqualTo(before);

            limitFiles("unlimited");
            assertThat(fresh.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
            assertThat(fresh.ended).isEmpty();
        }
    }

    @Test
    void aBlockIsRefusedBeforeTheDiskIsFullAndKeysAreNot() throws Exception {
        mfa.hasRoom = false;
        UUID id = mfa.idFromHere();

        assertThat(mfa.push(id, new byte[TwoSites.BLOCK], 1e-10)).isEqualTo(new IntakeOutcome.Full());
        assertThat(sites.deliver(mfa, 10)).hasSize(10);
        mfa.hasRoom = true;
        assertThat(mfa.push(id, new byte[TwoSites.BLOCK], 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
    }

    @Test
    void aRotationWithoutRoomLosesNothingAndIsEndedByTheNext() throws Exception {
        Path place = sites.stateOfMfa();
        SecureRandom random = new SecureRandom();
        Wrapping wrapping = new Wrapping(
                new KeyEncryptionKeyFiles(place, random), new DataKeyFiles(place), random, Clock.systemUTC());
        try (SecretBytes secret = SecretBytes.random(64, random)) {
            Wrapped wrapped = wrapping.wrap(Life.PAYLOAD, "a", secret);
            Set<String> before = files(place);
            limitFiles("0");

            assertThatThrownBy(wrapping::rotate).isInstanceOf(StoreUnavailable.class);
            assertThat(wrapping.unwrap("a", wrapped).sameAs(secret)).isTrue();
            assertThat(files(place)).containsAll(before).noneMatch(file -> file.endsWith(".new"));

            limitFiles("unlimited");
            assertThat(wrapping.rotate().unreadable()).isZero();
            assertThat(new KeyEncryptionKeyFiles(place, random).versions()).hasSize(1);
            Wrapping again = new Wrapping(
                    new KeyEncryptionKeyFiles(place, random), new DataKeyFiles(place), random, Clock.systemUTC());
            assertThat(again.unwrap("a", wrapped).sameAs(secret)).isTrue();
        }
    }
}
