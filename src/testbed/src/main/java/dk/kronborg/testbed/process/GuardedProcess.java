package dk.kronborg.testbed.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A process that does not outlive this one, not even when this one is killed: a small shell stands between the
 * two and ends the child when this side of their pipe closes.
 *
 * <p>Where the system can give the pair a session of its own, Ctrl-C does not reach it either.
 */
public final class GuardedProcess implements AutoCloseable {

    private static final String GUARD = readGuard();

    /** What the guard may need beyond the child's own grace. */
    private static final Duration GUARD_LEEWAY = Duration.ofSeconds(5);

    private final Start start;
    private volatile Pair pair;
    private boolean askedToEnd;

    /** The two that run now. */
    private record Pair(Process guard, ProcessHandle child) {}

    private GuardedProcess(Start start) throws IOException {
        this.start = start;
        this.pair = begin(start);
    }

    /**
     * What to start, and how.
     *
     * @param name      what people call the process
     * @param command   program and arguments
     * @param directory its working directory
     * @param log       the file that takes its output, appended
     * @param signal    the signal that asks it to end, without SIG, such as TERM
     * @param grace     how long it may take to end before it is killed, whole seconds
     */
    public record Start(String name, List<String> command, Path directory, Path log, String signal, Duration grace) {
        public Start {
            command = List.copyOf(command);
        }
    }

    /**
     * Starts a process.
     *
     * @throws IOException if it cannot be started
     */
    public static GuardedProcess start(Start start) throws IOException {
        return new GuardedProcess(start);
    }

    private static Pair begin(Start start) throws IOException {
        Files.createDirectories(start.directory());
        Files.createDirectories(start.log().toAbsolutePath().getParent());
        List<String> command = new ArrayList<>();
        Programs.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", GUARD, "guard.sh", start.signal()));
        command.add(Long.toString(start.grace().toSeconds()));
        command.add(start.log().toAbsolutePath().toString());
        command.addAll(start.command());
        Process guard = new ProcessBuilder(command)
                .directory(start.directory().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(start.log().toFile()))
                .start();
        return new Pair(guard, childOf(guard, start.name()));
    }

    private static ProcessHandle childOf(Process guard, String name) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.US_ASCII));
        String pid = out.readLine();
        if (pid == null) {
            throw new IOException("the guard of " + name + " did not start");
        }
        // A child that has ended already is one whose guard soon ends: that guard then speaks for it.
        return ProcessHandle.of(Long.parseLong(pid)).orElse(guard.toHandle());
    }

    /** What people call it. */
    public String name() {
        return start.name();
    }

    /** The file with its output. */
    public Path log() {
        return start.log();
    }

    /** The process itself, not its guard; another one after a restart. */
    public ProcessHandle handle() {
        return pair.child;
    }

    public boolean isAlive() {
        return pair.guard.isAlive();
    }

    /** Told its exit status when it ends; of the one that runs now, not of one that is started again. */
    public void whenEnded(IntConsumer then) {
        var _ = pair.guard.onExit().thenAccept(ended -> then.accept(ended.exitValue()));
    }

    /** Its exit status, once it has ended. */
    public OptionalInt exitStatus() {
        Process guard = pair.guard;
        return guard.isAlive() ? OptionalInt.empty() : OptionalInt.of(guard.exitValue());
    }

    /**
     * Starts it again by the same command, as a supervisor does; kills it first if it runs.
     *
     * @throws IOException if it cannot be started, or has been asked to end
     */
    public synchronized void restart() throws IOException {
        if (askedToEnd) {
            throw new IOException(name() + " has been asked to end");
        }
        kill();
        pair = begin(start);
    }

    /** Asks it to end, and returns at once. */
    public synchronized void askToEnd() {
        askedToEnd = true;
        Process guard = pair.guard;
        try {
            guard.getOutputStream().close();
        } catch (IOException e) {
            // The guard has gone, and with it the child.
            guard.destroyForcibly();
        }
    }

    /** Asks it to end and waits until it has; kills it when its grace is over. */
    @Override
    public void close() {
        askToEnd();
        try {
            if (!pair.guard.waitFor(start.grace().plus(GUARD_LEEWAY).toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it as a crash would, and waits until it and the processes it has started are gone. */
    public void kill() {
        Process guard = pair.guard;
        ProcessHandle child = pair.child;
        List<ProcessHandle> family =
                Stream.concat(Stream.of(child), child.descendants()).toList();
        child.destroyForcibly();
        try {
            // The guard collects the child's exit status: until then its process id would seem to be in use.
            if (!guard.waitFor(GUARD_LEEWAY.toMillis(), TimeUnit.MILLISECONDS)) {
                guard.destroyForcibly();
            }
            CompletableFuture.allOf(family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(GUARD_LEEWAY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            family.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            family.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of its output, for people who ask why it ended. */
    public List<String> lastLines(int count) {
        try (Stream<String> lines =
                Files.readString(log(), StandardCharsets.UTF_8).lines()) {
            List<String> all = lines.toList();
            return all.subList(Math.max(0, all.size() - count), all.size());
        } catch (IOException e) {
            return List.of("(" + log() + " cannot be read: " + e.getMessage() + ")");
        }
    }

    private static String readGuard() {
        try (InputStream in = GuardedProcess.class.getResourceAsStream("guard.sh")) {
            if (in == null) {
                throw new IllegalStateException("guard.sh is missing beside GuardedProcess");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
