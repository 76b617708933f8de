package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.process.GuardedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One process of the packaged program, in one of its roles. */
final class ApplicationProcess implements AutoCloseable {

    private static final Duration READY_TIME = Duration.ofMinutes(8);
    private static final Duration STOP_TIME = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SHOWN_LOG_LINES = 25;

    /** What the program may be run as. */
    enum Role {
        KME("kme", 192),
        CENTRE("centre", 256);

        private final String profile;
        private final int heapMegabytes;

        Role(String profile, int heapMegabytes) {
            this.profile = profile;
            this.heapMegabytes = heapMegabytes;
        }
    }

    /** Of compilation: by the first, processes that run for minutes start in half the time. Measurements take the highest. */
    private static final int TIER = Integer.getInteger("kronborg.tier", 1);

    private final GuardedProcess process;
    private final URI health;

    private ApplicationProcess(GuardedProcess process, URI health) {
        this.process = process;
        this.health = health;
    }

    static ApplicationProcess start(String name, Role role, Path application, Path directory, int managementPort)
            throws IOException {
        return start(name, role, application, directory, managementPort, List.of());
    }

    /** Starts it with further options of the JVM. */
    static ApplicationProcess start(
            String name, Role role, Path application, Path directory, int managementPort, List<String> jvmOptions)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + role.heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=" + TIER,
                "-Djdk.tls.namedGroups=X25519MLKEM768,x25519,secp256r1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dquarkus.profile=" + role.profile));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", application.toString()));
        GuardedProcess process = GuardedProcess.start(new GuardedProcess.Start(
                name, command, directory, directory.resolve(directory.getFileName() + ".log"), "TERM", STOP_TIME));
        return new ApplicationProcess(process, URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"));
    }

    GuardedProcess process() {
        return process;
    }

    /**
     * Waits until it says that it is ready.
     *
     * @throws DemoFailedException if it ends before, or takes too long; the message has the end of its log
     */
    void awaitReady() throws IOException {
        long end = System.nanoTime() + READY_TIME.toNanos();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            while (!isReady(http)) {
                if (!process.isAlive()) {
                    throw failed("ended with status " + process.exitStatus().orElse(-1) + " before it was ready");
                }
                if (System.nanoTime() > end) {
                    throw failed("is not ready after " + READY_TIME.toSeconds() + " s");
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted while " + process.name() + " starts", e);
        }
    }

    private boolean isReady(HttpClient http) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private DemoFailedException failed(String what) {
        return new DemoFailedException(process.name() + ' ' + what + ". The end of its log, " + process.log()
                + ":\n    " + String.join("\n    ", process.lastLines(SHOWN_LOG_LINES)));
    }

    @Override
    public void close() {
        process.close();
    }
}
