package dk.kronborg.kms.secret;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this process would write its memory, and with it key bytes, to disk by itself. */
public final class MemoryDumps {

    private static final List<String> FLAGS =
            List.of("HeapDumpOnOutOfMemoryError", "HeapDumpBeforeFullGC", "HeapDumpAfterFullGC");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern CORE = Pattern.compile("Max core file size +(\\S+).*");

    private MemoryDumps() {}

    /**
     * Refuses a Java machine that is told to write heap dumps.
     *
     * @throws IllegalStateException with the remedy in the message
     */
    public static void refuseHeapDumps() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        for (String flag : FLAGS) {
            if (Boolean.parseBoolean(machine.getVMOption(flag).getValue())) {
                throw new IllegalStateException(
                        "-XX:+" + flag + " would write key bytes to disk; start without it, or set"
                                + " kronborg.kme.allow-heap-dumps=true on a machine that has no real keys");
            }
        }
    }

    /**
     * What to do so that a crash writes no core file; nothing if that is so, or cannot be seen on this system. Where
     * the kernel hands cores to a program, that program must keep to the limit; systemd-coredump does.
     */
    public static Optional<String> coreFileRemedy() {
        return coreFileRemedy(LIMITS);
    }

    static Optional<String> coreFileRemedy(Path limits) {
        if (!Files.isReadable(limits)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(limits).stream()
                    .map(CORE::matcher)
                    .filter(Matcher::matches)
                    .map(core -> core.group(1))
                    .filter(size -> !size.equals("0"))
                    .map(size -> "a crash would write key bytes to a core file (limit " + size
                            + "); start this process with ulimit -c 0, or LimitCORE=0 in its systemd unit")
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
