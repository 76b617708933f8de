package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.FreePorts;
import dk.kronborg.testbed.process.GuardedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own that ours are compared to, with the Java machine set up as a KME's is. */
final class ReferenceProcess implements AutoCloseable {

    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final Duration STOP_TIME = Duration.ofSeconds(10);

    private final GuardedProcess process;
    private final int port;

    private ReferenceProcess(GuardedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one of this package's servers, whose arguments end with the port, and waits until it listens. */
    static ReferenceProcess start(Class<?> main, Path directory, String groups, List<String> arguments)
            throws IOException {
        int port = FreePorts.find();
        List<String> command = java(groups);
        command.addAll(List.of("-cp", RunningDemo.classPath(), main.getName()));
        command.addAll(arguments);
        command.add(Integer.toString(port));
        return start(main.getSimpleName(), directory, command, port);
    }

    /** Starts a server that listens at that port, and waits until it does. */
    static ReferenceProcess start(String name, Path directory, List<String> command, int port) throws IOException {
        ReferenceProcess reference = new ReferenceProcess(
                GuardedProcess.start(new GuardedProcess.Start(
                        name, command, directory, directory.resolve(name + ".log"), "TERM", STOP_TIME)),
                port);
        try {
            reference.awaitListening();
            return reference;
        } catch (IOException e) {
            reference.close();
            throw e;
        }
    }

    /** The beginning of a command: the Java machine and the flags that a KME has. */
    static List<String> java(String groups) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-Djdk.tls.namedGroups=" + groups,
                "--enable-native-access=ALL-UNNAMED"));
    }

    private void awaitListening() throws IOException {
        long end = System.nanoTime() + START_TIME.toNanos();
        while (!isListening(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(process.name() + " does not start: " + process.lastLines(15));
            }
            BenchNetwork.pause(5);
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.handle();
    }

    @Override
    public void close() {
        process.close();
    }
}
