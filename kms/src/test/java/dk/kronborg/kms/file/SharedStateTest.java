package dk.kronborg.kms.file;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.incarnation.DatabaseIdentity;
import dk.kronborg.kms.incarnation.Fence;
import dk.kronborg.kms.incarnation.SiteMark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state folder, shared by the processes of a KME. */
class SharedStateTest {

    private static final UUID INCARNATION = UUID.randomUUID();
    private static final DatabaseIdentity DATABASE = new DatabaseIdentity("7300000000000000001", 1);

    @TempDir
    private Path state;

    private static Fence.Note note(long spendings) {
        return new Fence.Note(new SiteMark(INCARNATION, 1, 2, spendings), DATABASE);
    }

    @Test
    void whatOneWritesTheOtherReads() {
        FenceFile one = new FenceFile(state);
        FenceFile other = new FenceFile(state);
        assertThat(one.read()).isEmpty();
        for (int i = 0; i < 10; i += 2) {
            one.write(note(i));
            assertThat(other.read()).contains(note(i));
            other.write(note(i + 1));
            assertThat(one.read()).contains(note(i + 1));
        }
    }

    /** A power loss in the middle of the newest line leaves the one before. */
    @Test
    void aTornLineLeavesTheOneBefore() throws IOException {
        FenceFile fence = new FenceFile(state);
        fence.write(note(1));
        fence.write(note(2));
        String text = Files.readString(state.resolve("fence"));
        int newest = text.startsWith("0 ") ? 256 : 0;
        try (FileChannel file = FileChannel.open(state.resolve("fence"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("3 ".getBytes(StandardCharsets.US_ASCII)), newest);
        }

        assertThat(new FenceFile(state).read()).isEqualTo(Optional.of(note(1)));
    }

    /** Another process: takes the lock, says so, and leaves a mark before it frees it. */
    static final class Holder {
        public static void main(String[] arguments) {
            Path state = Path.of(arguments[0]);
            StateLock.ofFence(state).alone(() -> {
                System.out.println("held");
                try {
                    int end = System.in.read();
                    return Files.writeString(state.resolve("mark"), String.valueOf(end));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    /** Half a file of a process that is writing is not what a crash left. */
    @Test
    void removesNothingWhileAnotherProcessWrites() throws Exception {
        DataKeyFiles shelf = new DataKeyFiles(state);
        Path unfinished = state.resolve("data-keys").resolve(UUID.randomUUID() + ".new");
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        FutureTask<Path> writer = new FutureTask<>(() -> shelf.alone(() -> {
            try {
                Files.createFile(unfinished);
                writing.countDown();
                written.await();
                return Files.move(unfinished, unfinished.resolveSibling(new UUID(1, 1).toString()));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        FutureTask<DataKeyFiles> starting = new FutureTask<>(() -> new DataKeyFiles(state));
        // Threads of their own: a pool may have only one.
        Thread.ofPlatform().daemon().start(writer);
        writing.await();
        Thread starter = Thread.ofPlatform().daemon().start(starting);
        while (starter.getState() != Thread.State.WAITING && !starting.isDone()) {
            Thread.sleep(1);
        }

        assertThat(starting.isDone()).isFalse();
        assertThat(unfinished).exists();
        written.countDown();
        assertThat(writer.get()).exists();
        assertThat(starting.get().ids()).containsExactly(new UUID(1, 1));
    }

    @Test
    void oneProcessWaitsForTheOther() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader says =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(says.readLine()).isEqualTo("held");
            FutureTask<Boolean> mine =
                    new FutureTask<>(() -> StateLock.ofFence(state).alone(() -> Files.exists(state.resolve("mark"))));
            Thread.ofPlatform().daemon().start(mine);
            holder.outputWriter(StandardCharsets.UTF_8).append('\n').flush();

            assertThat(mine.get()).isTrue();
        } finally {
            holder.destroyForcibly();
        }
    }
}
