package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.simulator.LinkStatus;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.topology.identity.LinkId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The running network in a few lines: processes, then links as their devices see them. */
final class StatusText {

    private StatusText() {}

    static String of(List<GuardedProcess> processes, Map<LinkId, LinkStatus> links) {
        StringBuilder text = new StringBuilder("Processes:\n").append(Summary.memory(processes));
        processes.stream()
                .filter(process -> !process.isAlive())
                .forEach(process ->
                        text.append(String.format("  %s HAS ENDED; its log is %s%n", process.name(), process.log())));
        text.append(String.format(
                "%nLinks:%n  %-12s %12s  %16s  %16s  %s%n",
                "link", "key rate", "blocks TX", "blocks RX", "befallen by"));
        links.values().forEach(link -> text.append(line(link)));
        return text.toString();
    }

    private static String line(LinkStatus link) {
        return String.format(
                Locale.ROOT,
                "  %-12s %7.1f kbit/s  %16d  %16d  %s%n",
                link.link(),
                link.keyRateBps() / 1000,
                link.transmitter().stored(),
                link.receiver().stored(),
                link.phenomena().isEmpty()
                        ? "-"
                        : link.phenomena().stream().map(Phenomenon::words).collect(Collectors.joining(", ")));
    }
}
