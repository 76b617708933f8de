package dk.kronborg.kms.zeroise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.FileAppearance;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import dk.kronborg.kms.file.ZeroiseFile;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.AesGcm;
import dk.kronborg.kms.wrapping.CutOff;
import dk.kronborg.kms.wrapping.DataKeyShelf;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyUnavailable;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.SiteZeroised;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.kms.wrapping.WrappingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All keys of a site are destroyed at once, and stay so. */
class ZeroisationTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-02T12:00:00Z"), ZoneOffset.UTC);
    private static final int MANY = 10_000;
    private static final int SOME = 50;
    private static final String FAILING_LISTENER = "this listener fails";

    @TempDir
    private Path state;

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes secret = SecretBytes.random(64, random);
    private final List<String> told = new CopyOnWriteArrayList<>();

    private KeyEncryptionKey key() {
        return new KeyEncryptionKeyFiles(state, random);
    }

    private DataKeyShelf shelf() {
        return new DataKeyFiles(state);
    }

    private Wrapping wrapping() {
        // A disk that others use, too, may hold a write up for longer than a site can wait.
        return new Wrapping(key(), shelf(), random, CLOCK, Duration.ofMinutes(1));
    }

    private Zeroisation zeroisation(Wrapping wrapping) {
        List<Consumer<String>> listeners = List.of(
                why -> {
                    throw new IllegalStateException(FAILING_LISTENER);
                },
                told::add);
        return new Zeroisation(new ZeroiseFile(state), wrapping, CLOCK, listeners);
    }

    private void start() {
        Zeroisation.refuseIfDone(new ZeroiseFile(state), Optional.empty(), key(), shelf(), told::add);
    }

    /** Names of all files in the site's folder in which anything is left. */
    private List<String> files() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                if (!Arrays.equals(content, new byte[content.length])) {
                    names.add(state.relativize(file).toString());
                }
            }
        }
        return names;
    }

    /** What the operator is told to do. */
    private void removeState() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** By one flush for all: one by one they would take more than ten times as long. */
    @Test
    void destroysThousandsOfDataKeysAtOnce() throws IOException, InterruptedException {
        Wrapping wrapping = wrapping();
        Wrapped wrapped = wrapping.wrap(Life.PAYLOAD, "a", secret);
        Path folder = state.resolve("data-keys");
        byte[] content = Files.readAllBytes(folder.resolve(wrapped.dataKey().toString()));
        List<UUID> some = new ArrayList<>();
        for (int i = 0; i < MANY + SOME; i++) {
            UUID id = UUID.randomUUID();
            Files.write(folder.resolve(id.toString()), content);
            if (i >= MANY) {
                some.add(id);
            }
        }
        // What others have written is not counted.
        assertThat(new ProcessBuilder("sync").start().waitFor()).isZero();

        DataKeyShelf shelf = shelf();
        Duration oneByOne = timeOf(() -> some.forEach(shelf::erase)).multipliedBy(MANY / SOME);
        List<String> failures = new ArrayList<>();
        Duration took = timeOf(() -> failures.addAll(zeroisation(wrapping).zeroise("by command")));
        System.out.printf(
                "zeroised %d data keys in %d ms, one by one in %d ms%n",
                MANY + 2, took.toMillis(), oneByOne.toMillis());

        assertThat(failures).containsExactly(FAILING_LISTENER);
        assertThat(told).containsExactly("by command");
        assertThat(files()).containsExactly("zeroised");
        // Where a flush costs nothing, both take as long as it takes to open so many files.
        Duration most = Collections.max(List.of(oneByOne.dividedBy(10), Duration.ofSeconds(5)));
        assertThat(took).isLessThan(most);
    }

    private static Duration timeOf(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void wrapsAndOpensNothingAfterwards() {
        Wrapping wrapping = wrapping();
        Wrapped wrapped = wrapping.wrap(Life.PAYLOAD, "a", secret);
        zeroisation(wrapping).zeroise("by command");

        assertThatThrownBy(() -> wrapping.unwrap("a", wrapped)).isInstanceOf(SiteZeroised.class);
        assertThatThrownBy(() -> wrapping.wrap(Life.PAYLOAD, "a", secret)).isInstanceOf(SiteZeroised.class);
        assertThatThrownBy(() -> wrapping.fingerprint(new byte[1], secret)).isInstanceOf(SiteZeroised.class);
        assertThatThrownBy(wrapping::rotate).isInstanceOf(SiteZeroised.class);
        assertThatThrownBy(() -> wrapping.eraseUnused(Set.of())).isInstanceOf(SiteZeroised.class);
    }

    @Test
    void mayBeRepeated() throws IOException {
        Zeroisation zeroisation = zeroisation(wrapping());
        zeroisation.zeroise("by command");

        assertThat(zeroisation.zeroise("again")).isEmpty();
        assertThat(told).containsExactly("by command");
        assertThat(files()).containsExactly("zeroised");
    }

    /** It has them open in memory, and is told nothing: it sees the mark. */
    @Test
    void everyOtherProcessFollows() throws Exception {
        Wrapping first = wrapping();
        Wrapped wrapped = first.wrap(Life.PAYLOAD, "a", secret);
        Wrapping other = wrapping();
        assertThat(other.unwrap("a", wrapped).sameAs(secret)).isTrue();
        BlockingQueue<String> followed = new LinkedBlockingQueue<>();
        Zeroisation following = new Zeroisation(new ZeroiseFile(state), other, CLOCK, List.of(followed::add));
        try (FileAppearance watch = new ZeroiseFile(state)
                .watch(Duration.ofMillis(250), following::follow, fault -> told.add("sight: " + fault))) {
            assertThat(watch).isNotNull();
            assertThat(other.unwrap("a", wrapped).sameAs(secret)).isTrue();
            zeroisation(first).zeroise("by command");

            assertThat(followed.poll(30, TimeUnit.SECONDS)).isEqualTo("at 2026-07-02T12:00:00Z: by command");
            assertThatThrownBy(() -> other.unwrap("a", wrapped)).isInstanceOf(SiteZeroised.class);
        }
        assertThat(new ZeroiseFile(state).read()).contains("at 2026-07-02T12:00:00Z: by command");
        assertThat(told).containsExactly("by command");
        following.follow();
        assertThat(followed).isEmpty();
    }

    /** The mark on a disk that has no room when it is first set. */
    private ZeroiseMark onFullDisk() {
        ZeroiseFile file = new ZeroiseFile(state);
        AtomicInteger attempts = new AtomicInteger();
        return new ZeroiseMark() {
            @Override
            public void set(String why) {
                if (attempts.incrementAndGet() == 1) {
                    throw new UncheckedIOException(new IOException("No space left on device"));
                }
                file.set(why);
            }

            @Override
            public Optional<String> read() {
                return file.read();
            }
        };
    }

    /** What is destroyed makes room for the mark by which the others learn it. */
    @Test
    void setsTheMarkAfterwardsIfTheDiskWasFull() {
        assertThat(new Zeroisation(onFullDisk(), wrapping(), CLOCK, List.of()).zeroise("by command"))
                .isEmpty();
        assertThat(new ZeroiseFile(state).read()).isPresent();
    }

    @Test
    void destroysAllAtAStartThatFindsATamperInputAndAFullDisk() throws IOException {
        assertThat(wrapping().rotate().version()).isEqualTo(2);
        assertThatThrownBy(() -> Zeroisation.refuseIfDone(
                        onFullDisk(), Optional.of("by the tamper input"), key(), shelf(), told::add))
                .hasMessageContaining("by the tamper input; its keys are destroyed");
        assertThat(told).containsExactly("by the tamper input");
        assertThat(files()).containsExactly("zeroised");
        assertThatThrownBy(this::start).hasMessageContaining("by the tamper input");
    }

    @Test
    void refusesToStartUntilTheStateIsFresh() throws IOException {
        zeroisation(wrapping()).zeroise("by command");

        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at 2026-07-02T12:00:00Z: by command")
                .hasMessageContaining("its keys are destroyed")
                .hasMessageContaining("kronborg.kme.state");
        assertThat(told)
                .as("at the zeroisation, and again at the start that is refused")
                .containsExactly("by command", "at 2026-07-02T12:00:00Z: by command");
        removeState();
        start();
        assertThat(told).hasSize(2);
        wrapping().wrap(Life.PAYLOAD, "a", secret);
    }

    @Test
    void isEndedByTheNextStartWhereverItWasCutOff() throws IOException {
        for (int changes = 0; changes < 2; changes++) {
            CutOff end = new CutOff();
            Wrapping wrapping = new Wrapping(end.of(key()), end.of(shelf()), random, CLOCK);
            Wrapped wrapped = wrapping.wrap(Life.PAYLOAD, "a", secret);
            end.after(changes);
            zeroisation(wrapping).zeroise("by command");
            assertThat(files())
                    .as("after %d changes", changes)
                    .contains("zeroised")
                    .hasSizeGreaterThan(1);
            assertThatThrownBy(() -> wrapping.unwrap("a", wrapped)).isInstanceOf(SiteZeroised.class);

            assertThatThrownBy(this::start).hasMessageContaining("its keys are destroyed");
            assertThat(files()).containsExactly("zeroised");
            removeState();
        }
    }

    @Test
    void leavesNothingThatOthersWereWriting() throws Exception {
        for (int round = 0; round < 20; round++) {
            Wrapping wrapping = wrapping();
            try (ExecutorService others = Executors.newFixedThreadPool(3)) {
                Future<?> rotating = others.submit(() -> untilZeroised(() -> wrapping.rotate()));
                List<Wrapped> sealed = new CopyOnWriteArrayList<>();
                Future<?> sealing =
                        others.submit(() -> untilZeroised(() -> sealed.add(wrapping.wrap(Life.PAYLOAD, "a", secret))));
                while (sealed.size() < 10) {
                    assertThat(sealing.isDone()).isFalse();
                }
                Zeroisation zeroisation = zeroisation(wrapping);
                List<String> failures = zeroisation.zeroise("round " + round);
                end(rotating);
                end(sealing);
                if (!failures.equals(List.of(FAILING_LISTENER))) {
                    assertThat(failures).first().asString().contains("it did not answer for 5 s");
                    assertThat(zeroisation.zeroise("again")).isEmpty();
                }
                assertThat(files()).containsExactly("zeroised");
                assertNothingIsSealedUnderAWipedKey(sealed);
            }
            removeState();
        }
    }

    private static void untilZeroised(Runnable work) {
        while (true) {
            work.run();
        }
    }

    /** It was in the midst of something when its files went. */
    private static void end(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfAny(
                            SiteZeroised.class,
                            KeyEncryptionKeyUnavailable.class,
                            StoreUnavailable.class,
                            UncheckedIOException.class);
        }
    }

    private static void assertNothingIsSealedUnderAWipedKey(List<Wrapped> sealed) {
        try (SecretBytes zero = SecretBytes.owning(new byte[32])) {
            assertThat(new ArrayList<>(sealed))
                    .allSatisfy(each -> assertThatThrownBy(() -> AesGcm.open(zero, "a", each.ciphertext()))
                            .isInstanceOf(WrappingException.class));
        }
    }

    @Test
    void saysThatTheTokenDoesNotAnswer() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        KeyEncryptionKey key = key();
        KeyEncryptionKey hanging = (KeyEncryptionKey) Proxy.newProxyInstance(
                KeyEncryptionKey.class.getClassLoader(),
                new Class<?>[] {KeyEncryptionKey.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("destroyAll")) {
                        never.await();
                    }
                    return method.invoke(key, arguments);
                });
        Wrapping wrapping = new Wrapping(hanging, shelf(), random, CLOCK);
        List<String> failures = zeroisation(wrapping).zeroise("by command");

        assertThat(failures)
                .containsExactly(
                        "the data keys are destroyed; whether the key-encryption key is, is not known: it did not answer"
                                + " for 5 s",
                        FAILING_LISTENER);
        assertThat(files()).containsExactlyInAnyOrder("zeroised", "key-encryption-keys/1");
    }

    @Test
    void destroysTheDataKeysWhenTheTokenFails() throws IOException {
        CutOff end = new CutOff();
        Wrapping wrapping = new Wrapping(end.of(key()), shelf(), random, CLOCK);
        end.after(0);

        assertThat(zeroisation(wrapping).zeroise("by command"))
                .anyMatch(failure -> failure.contains("the data keys are destroyed, the key-encryption key is not"));
        assertThat(files()).containsExactlyInAnyOrder("zeroised", "key-encryption-keys/1");
        assertThat(told).hasSize(1);
    }
}
