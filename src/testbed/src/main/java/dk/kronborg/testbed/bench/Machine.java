package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The machine that measures: what it is, and how busy it is with other things. From {@code /proc}, where there is one. */
final class Machine {

    private static final Path PROC = Path.of("/proc");
    private static final int STEAL = 8;

    /**
     * Processor time since the machine started, in ticks.
     *
     * @param steal what other virtual machines took
     */
    record Times(long all, long steal) {}

    /** Nothing is counted where there is no {@code /proc/stat}. */
    Times times() {
        String line = firstLine(PROC.resolve("stat"), "cpu ");
        if (line.isEmpty()) {
            return new Times(0, 0);
        }
        String[] words = line.split(" +", -1);
        long all = 0;
        // The last two, time of guests, are in the first two already.
        for (int word = 1; word <= STEAL && word < words.length; word++) {
            all += Long.parseLong(words[word]);
        }
        return new Times(all, words.length > STEAL ? Long.parseLong(words[STEAL]) : 0);
    }

    Conditions since(Times before) {
        Times now = times();
        long all = now.all - before.all;
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Conditions(load, all <= 0 ? 0 : (double) (now.steal - before.steal) / all);
    }

    /** Processor time that a process has used, user and system. */
    static Duration processorTime(ProcessHandle process) throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("process " + process.pid() + " has ended, or the system does not"
                        + " tell its processor time"));
    }

    /** What it is, by name. */
    Map<String, String> facts(Path directory) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        String model = firstLine(PROC.resolve("cpuinfo"), "model name");
        facts.put(
                "processors",
                Runtime.getRuntime().availableProcessors()
                        + (model.isEmpty()
                                ? ""
                                : " x "
                                        + model.substring(model.indexOf(':') + 1)
                                                .strip()));
        facts.put("memory", firstLine(PROC.resolve("meminfo"), "MemTotal").replaceAll("MemTotal: +", ""));
        facts.put(
                "system",
                System.getProperty("os.name")
                        + ' '
                        + System.getProperty("os.version")
                        + ' '
                        + System.getProperty("os.arch"));
        facts.put("file system", Files.getFileStore(directory).type());
        facts.put("Java", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"));
        return facts;
    }

    private static String firstLine(Path file, String beginning) {
        if (!Files.isReadable(file)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(beginning)).findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }
}
