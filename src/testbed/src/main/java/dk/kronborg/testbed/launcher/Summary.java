package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.process.ResidentMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What people are told when the network is ready: where the console is, and how to fetch keys. */
final class Summary {

    private Summary() {}

    static String of(
            Deployment deployment,
            DemoAccounts accounts,
            FirstKeys pair,
            DemoNetwork description,
            List<GuardedProcess> processes,
            Duration elapsed) {
        String master = pair.master().id().value();
        String slave = pair.slave().id().value();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nReady: %.1f s from the command to the first key.%n%nResident memory:%n",
                elapsed.toMillis() / 1000.0));
        text.append(memory(processes));
        text.append(String.format("%nConsole       %s%n", deployment.console()));
        text.append(String.format(
                "Sign in       as %s%s%n",
                accounts.first().name(),
                accounts.made()
                        ? ", password " + accounts.first().password() + " (not shown again)"
                        : " or another account of " + accounts.file()));
        text.append(String.format("Description   %s%n%n", deployment.directory().networkJson()));
        text.append(String.format("Fetch a key as %s, to be shared with %s:%n%n", master, slave));
        text.append(
                String.format("  KEY=$(%s/enc_keys\")%n  echo \"$KEY\"%n%n", curl(description, master) + path(slave)));
        text.append(String.format("and the same key as %s:%n%n", slave));
        text.append("  KEY_ID=$(echo \"$KEY\" | sed 's/.*\"key_ID\" *: *\"\\([^\"]*\\)\".*/\\1/')\n");
        text.append(String.format("  %s/dec_keys?key_ID=$KEY_ID\"; echo%n%n", curl(description, slave) + path(master)));
        text.append(String.format(
                "Break a link: ./kronborg fault %s cut      Look: ./kronborg status      End: ./kronborg stop%n",
                pair.link().id()));
        return text.toString();
    }

    private static String curl(DemoNetwork network, String sae) {
        DemoNetwork.Sae entry = network.sae(sae);
        return "curl -sS --cacert " + quoted(network.file(entry.ca())) + " --cert "
                + quoted(network.file(entry.certificate())) + " --key " + quoted(network.file(entry.key())) + " \""
                + network.kme(entry.kme()).saeUrl();
    }

    private static String path(String sae) {
        return "/api/v1/keys/" + sae;
    }

    /** For a shell, if the path needs it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** A line for each process, the launcher with its simulated devices first. */
    static String memory(List<GuardedProcess> processes) {
        StringBuilder text = new StringBuilder();
        long sum =
                line(text, "launcher and devices", ProcessHandle.current().pid(), ResidentMemory.bytesOfThisProcess());
        for (GuardedProcess process : processes) {
            sum += line(text, process.name(), process.handle().pid(), ResidentMemory.bytesOf(process.handle()));
        }
        if (sum > 0) {
            text.append(String.format("  %-22s %13s %8d MB%n", "all", "", sum >> 20));
        }
        return text.toString();
    }

    private static long line(StringBuilder text, String name, long pid, OptionalLong bytes) {
        String size = bytes.isPresent() ? (bytes.getAsLong() >> 20) + " MB" : "unknown";
        text.append(String.format("  %-22s pid %9d %11s%n", name, pid, size));
        return bytes.orElse(0);
    }
}
