package dk.kronborg.testbed.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory processes hold, from {@code /proc}; not known where there is none. */
public final class ResidentMemory {

    private ResidentMemory() {}

    /**
     * Bytes a process holds in memory together with all its descendants. Memory that several of them share is
     * counted once ("proportional set size").
     */
    public static OptionalLong bytesOf(ProcessHandle process) {
        OptionalLong own = bytes(process.pid());
        if (own.isEmpty()) {
            return own;
        }
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            return OptionalLong.of(own.getAsLong()
                    + descendants.mapToLong(each -> bytes(each.pid()).orElse(0)).sum());
        }
    }

    /** Bytes this process holds, without its descendants. */
    public static OptionalLong bytesOfThisProcess() {
        return bytes(ProcessHandle.current().pid());
    }

    private static OptionalLong bytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }
}
