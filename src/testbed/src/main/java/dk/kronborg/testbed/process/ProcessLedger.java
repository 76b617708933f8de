package dk.kronborg.testbed.process;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file that records which processes were started, so that a later command finds exactly those again: by
 * process id <em>and</em> start time, never by name.
 */
public final class ProcessLedger {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The system tells start times to about a hundredth of a second, counted from a boot time it may correct. */
    private static final Duration START_TIME_LEEWAY = Duration.ofSeconds(2);

    private static final Duration KILL_WAIT = Duration.ofSeconds(10);

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * One process.
     *
     * @param startedAt milliseconds since 1970, as the system tells it
     */
    public record Entry(String name, long pid, long startedAt) {

        static Optional<Entry> of(String name, ProcessHandle process) {
            return process.info().startInstant().map(start -> new Entry(name, process.pid(), start.toEpochMilli()));
        }

        /** The process, if it still runs. */
        public Optional<ProcessHandle> find() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle ->
                            handle.info().startInstant().filter(this::isStart).isPresent());
        }

        private boolean isStart(Instant start) {
            return Math.abs(start.toEpochMilli() - startedAt) <= START_TIME_LEEWAY.toMillis();
        }
    }

    /** A new ledger; what the file held is forgotten with the first record. */
    public ProcessLedger(Path file) {
        this.file = file;
    }

    /** What a ledger file holds, in the order of starting; empty if there is none. */
    public static List<Entry> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return MAPPER.readValue(file.toFile(), new TypeReference<List<Entry>>() {});
    }

    /** Records a process that has just been started, in place of an earlier one of that name. */
    public synchronized void record(String name, ProcessHandle process) throws IOException {
        entries.removeIf(entry -> entry.name().equals(name));
        Entry.of(name, process).ifPresent(entries::add);
        PrivateFiles.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(entries));
    }

    /** Kills what an earlier run has left behind, last started first, and returns the names of those. */
    public static List<String> endLeftovers(Path file) throws IOException {
        List<String> ended = new ArrayList<>();
        for (Entry entry : read(file).reversed()) {
            Optional<ProcessHandle> process = entry.find();
            if (process.isPresent()) {
                end(process.get());
                ended.add(entry.name());
            }
        }
        Files.deleteIfExists(file);
        return ended;
    }

    private static void end(ProcessHandle process) throws IOException {
        process.destroy();
        if (!hasEnded(process)) {
            process.destroyForcibly();
            if (!hasEnded(process)) {
                throw new IOException("process " + process.pid() + " does not end");
            }
        }
    }

    private static boolean hasEnded(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(KILL_WAIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while processes end", e);
        }
    }
}
