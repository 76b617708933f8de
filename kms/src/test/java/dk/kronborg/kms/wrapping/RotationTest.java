package dk.kronborg.kms.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import dk.kronborg.kms.secret.SecretBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new version of the key-encryption key, while others wrap and whatever comes between. */
class RotationTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final int HOURS = 4;
    private static final byte[] CONTEXT = {1, 2, 3};

    @TempDir
    private Path state;

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes secret = SecretBytes.random(64, random);
    private final List<Wrapped> wrapped = new ArrayList<>();
    private byte[] fingerprint = {};

    @BeforeEach
    void wrapForSomeHours() {
        for (int hour = 0; hour < HOURS; hour++) {
            Instant time = NOON.plus(Duration.ofHours(hour));
            Wrapping wrapping = new Wrapping(key(), new DataKeyFiles(state), random, Clock.fixed(time, ZoneOffset.UTC));
            wrapped.add(wrapping.wrap(Life.PAYLOAD, "a", secret));
            fingerprint = wrapping.fingerprint(CONTEXT, secret);
        }
    }

    private KeyEncryptionKey key() {
        return new KeyEncryptionKeyFiles(state, random);
    }

    private Wrapping reopened() {
        return new Wrapping(key(), new DataKeyFiles(state), random, Clock.systemUTC());
    }

    private void assertEverythingOpens(Wrapping wrapping) {
        assertThat(wrapped)
                .allSatisfy(each ->
                        assertThat(wrapping.unwrap("a", each).sameAs(secret)).isTrue());
        assertThat(wrapping.fingerprint(CONTEXT, secret)).isEqualTo(fingerprint);
    }

    private List<Integer> versionsOnTheShelf() {
        DataKeyFiles shelf = new DataKeyFiles(state);
        return shelf.ids().stream()
                .map(id -> shelf.get(id).orElseThrow().version())
                .distinct()
                .toList();
    }

    @Test
    void wrapsEveryDataKeyAnewAndDestroysTheOldVersion() {
        Wrapping wrapping = reopened();

        assertThat(wrapping.rotate()).isEqualTo(new Wrapping.Rotation(2, HOURS + 1, 0));
        assertThat(key().versions()).containsExactly(2);
        assertThat(versionsOnTheShelf()).containsExactly(2);
        assertEverythingOpens(wrapping);
        assertEverythingOpens(reopened());
        wrapped.add(wrapping.wrap(Life.PAYLOAD, "a", secret));
        assertThat(versionsOnTheShelf()).containsExactly(2);
        assertEverythingOpens(reopened());
    }

    @Test
    void opensEverythingWhereverItWasCutOff() {
        int cuts = 0;
        while (isCutOffAfter(cuts)) {
            assertEverythingOpens(reopened());
            assertThat(key().versions()).as("after %d changes", cuts).hasSize(1);
            assertThat(versionsOnTheShelf()).containsExactlyElementsOf(key().versions());
            cuts++;
        }
        // The new version, each data key, the fingerprint key, and the end of the old version.
        assertThat(cuts).isEqualTo(1 + HOURS + 1 + 1);
    }

    private boolean isCutOffAfter(int changes) {
        CutOff end = new CutOff();
        Wrapping wrapping = new Wrapping(end.of(key()), end.of(new DataKeyFiles(state)), random, Clock.systemUTC());
        end.after(changes);
        try {
            wrapping.rotate();
            return false;
        } catch (CutOff.Gone e) {
            // As a process that lives on after a failure does.
            assertEverythingOpens(wrapping);
            return true;
        }
    }

    @Test
    void opensEverythingAfterAKill() throws Exception {
        long seed = System.nanoTime();
        Random chance = new Random(seed);
        for (int round = 0; round < 5; round++) {
            killWhileRotating(chance.nextInt(1, 40));
            assertEverythingOpens(reopened());
            assertThat(key().versions()).as("seed %d", seed).hasSize(1);
        }
    }

    /** It rotates all the time, too; nobody's data key is lost, and nobody removes what the other is writing. */
    @Test
    void sharesTheKeysWithAnotherProcessThatRotates() throws Exception {
        Process process = startRotating();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).as("it rotates").isNotNull();
            int mine = 0;
            int refused = 0;
            long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while ((mine < 20 || refused == 0) && System.nanoTime() < end) {
                // A start, too.
                Wrapping wrapping = reopened();
                wrapped.add(wrapping.wrap(Life.PAYLOAD, "a", secret));
                assertEverythingOpens(wrapping);
                boolean rotated = false;
                while (!rotated && System.nanoTime() < end) {
                    rotated = isRotated(wrapping);
                    refused += rotated ? 0 : 1;
                }
                mine += rotated ? 1 : 0;
                assertEverythingOpens(reopened());
            }
            assertThat(mine).isGreaterThanOrEqualTo(20);
            assertThat(refused).isPositive();
            assertThat(process.isAlive()).as("the other still rotates").isTrue();
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertEverythingOpens(reopened());
        assertThat(key().versions()).hasSize(1);
    }

    private static boolean isRotated(Wrapping wrapping) {
        try {
            wrapping.rotate();
            return true;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("under way");
            return false;
        }
    }

    private Process startRotating() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RotatingProcess.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void killWhileRotating(int millis) throws IOException, InterruptedException {
        Process process = startRotating();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).as("it rotates").isNotNull();
            Thread.sleep(millis);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
    }

    @Test
    void keepsOthersServed() throws InterruptedException, ExecutionException {
        Wrapping wrapping = reopened();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService others = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                work.add(others.submit(() -> wrapAndUnwrapUntil(done, wrapping)));
            }
            for (int rotation = 0; rotation < 10; rotation++) {
                wrapping.rotate();
            }
            done.set(true);
            for (Future<Integer> each : work) {
                assertThat(each.get()).isPositive();
            }
        }
        assertThat(key().versions()).containsExactly(11);
        assertEverythingOpens(reopened());
    }

    private int wrapAndUnwrapUntil(AtomicBoolean done, Wrapping wrapping) {
        int count = 0;
        do {
            assertThat(wrapping.unwrap("b", wrapping.wrap(Life.PAYLOAD, "b", secret))
                            .sameAs(secret))
                    .isTrue();
            assertThat(reopenedShelfOpens(wrapping)).isTrue();
            count++;
        } while (!done.get());
        return count;
    }

    private boolean reopenedShelfOpens(Wrapping wrapping) {
        return wrapped.stream().allMatch(each -> wrapping.unwrap("a", each).sameAs(secret));
    }

    @Test
    void keepsTheVersionThatADamagedDataKeyNames() throws IOException {
        Wrapping wrapping = reopened();
        UUID damaged = wrapped.getFirst().dataKey();
        Path file = state.resolve("data-keys").resolve(damaged.toString());
        byte[] content = Files.readAllBytes(file);
        content[20] ^= 1;
        Files.write(file, content);

        assertThat(wrapping.rotate()).isEqualTo(new Wrapping.Rotation(2, HOURS, 1));
        assertThat(key().versions()).containsExactly(1, 2);
        content[20] ^= 1;
        Files.write(file, content);
        assertEverythingOpens(reopened());
        assertThat(key().versions()).containsExactly(2);
    }

    @Test
    void refusesAnotherKeyEncryptionKey() throws IOException {
        try (SecretBytes other = SecretBytes.random(32, random)) {
            Files.write(state.resolve("key-encryption-keys").resolve("1"), other.exposed());
        }

        assertThatThrownBy(this::reopened).hasMessageContaining("does not open this site's data keys");
    }
}
