package dk.kronborg;

import dk.kronborg.testbed.client.DemoNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole network of real processes, as {@code ./kronborg demo} starts it, for the tests that ask for a
 * {@link DemoNetwork}. It is started once for all of them, in {@code src/target/network}, and stopped after the last.
 */
public final class RunningNetwork implements ParameterResolver {

    private static final Duration START = Duration.ofMinutes(8);
    private static final int PORTS = 60;

    /** The launcher's process; closing it stops the whole network. */
    private record Launched(Process launcher, DemoNetwork network) implements AutoCloseable {
        @Override
        public void close() {
            launcher.destroy();
            launcher.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == DemoNetwork.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningNetwork.class))
                .computeIfAbsent(Launched.class, key -> launch(), Launched.class)
                .network();
    }

    private static Launched launch() {
        try {
            Path home = Path.of(System.getProperty("kronborg.home")).toRealPath();
            Path directory = home.resolve("src/target/network");
            Path log = home.resolve("src/target/network.log");
            Path description = directory.resolve("network.json");
            Files.deleteIfExists(description);
            Process launcher = launcher(home, directory)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Awaitility.await("the network is ready, see " + log)
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> Files.exists(description) || !launcher.isAlive());
            if (!launcher.isAlive()) {
                throw new IllegalStateException("the network did not start:\n" + Files.readString(log));
            }
            return new Launched(launcher, DemoNetwork.read(description));
        } catch (IOException e) {
            throw new IllegalStateException("the network cannot be started", e);
        }
    }

    private static ProcessBuilder launcher(Path home, Path directory) throws IOException {
        Path testbed = home.resolve("src/testbed/target");
        Path jar;
        try (var jars = Files.newDirectoryStream(testbed, "testbed-*.jar")) {
            jar = jars.iterator().next();
        }
        return new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dkronborg.home=" + home,
                "-cp",
                jar + System.getProperty("path.separator") + testbed.resolve("lib") + "/*",
                "dk.kronborg.testbed.launcher.KronborgCommand",
                "demo",
                "--dir",
                directory.toString(),
                "--port-base",
                String.valueOf(freePorts()),
                "--application",
                System.getProperty("kronborg.application")));
    }

    private static int freePorts() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = ThreadLocalRandom.current().nextInt(200, 300) * 100;
            if (areFree(base)) {
                return base;
            }
        }
        throw new IllegalStateException("no " + PORTS + " free ports in a row between 20000 and 30000");
    }

    private static boolean areFree(int base) {
        for (int port = base; port < base + PORTS; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
