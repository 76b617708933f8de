package dk.kronborg.testbed.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.simulator.DeviceNetwork;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.testbed.simulator.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * The launcher's ear while the network runs: {@code POST /links/<link or cable>} with the words of a phenomenon, {@code
 * clear} or {@code clear <kind>}, {@code GET /status}, and {@code POST /processes/<name>} to have a process that was
 * killed started again; plain text, on 127.0.0.1, for those who can read the token.
 */
final class Control implements AutoCloseable {

    private static final String CLEAR = "clear";
    private static final int LONGEST_COMMAND = 200;

    private final HttpServer server;
    private final ControlFile file;
    private final DeviceNetwork devices;
    private final List<GuardedProcess> processes;
    private final Supervisor supervisor;

    /** Starts processes again. */
    interface Supervisor {
        void restart(GuardedProcess process) throws IOException;
    }

    private Control(
            HttpServer server,
            ControlFile file,
            DeviceNetwork devices,
            List<GuardedProcess> processes,
            Supervisor supervisor) {
        this.server = server;
        this.file = file;
        this.devices = devices;
        this.processes = List.copyOf(processes);
        this.supervisor = supervisor;
    }

    static Control start(
            Deployment deployment, DeviceNetwork devices, List<GuardedProcess> processes, Supervisor supervisor)
            throws IOException {
        int port = deployment.ports().control();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        ControlFile file = ControlFile.withNewToken(URI.create("http://127.0.0.1:" + port));
        Control control = new Control(server, file, devices, processes, supervisor);
        server.createContext("/status", exchange -> control.answer(exchange, "GET", control::status));
        server.createContext("/links/", exchange -> control.answer(exchange, "POST", () -> control.fault(exchange)));
        server.createContext(
                "/processes/", exchange -> control.answer(exchange, "POST", () -> control.restart(exchange)));
        server.start();
        file.write(deployment.directory());
        return control;
    }

    /** Makes the text of an answer. */
    private interface Reply {
        String text() throws IOException;
    }

    private void answer(HttpExchange exchange, String method, Reply reply) throws IOException {
        try (exchange) {
            String shown = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean known = MessageDigest.isEqual(
                    shown.getBytes(StandardCharsets.UTF_8), file.authorization().getBytes(StandardCharsets.UTF_8));
            if (!known) {
                send(exchange, 401, "the token of control.json is needed");
            } else if (!method.equals(exchange.getRequestMethod())) {
                send(exchange, 405, "the method here is " + method);
            } else {
                try {
                    send(exchange, 200, reply.text());
                } catch (IllegalArgumentException e) {
                    send(exchange, 400, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private String fault(HttpExchange exchange) throws IOException {
        Target target = devices.target(exchange.getRequestURI().getPath().substring("/links/".length()));
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_COMMAND + 1);
        if (body.length > LONGEST_COMMAND) {
            throw new IllegalArgumentException("the words of a fault have at most " + LONGEST_COMMAND + " bytes");
        }
        String words = new String(body, StandardCharsets.UTF_8).strip();
        if (words.equals(CLEAR)) {
            devices.clear(target);
            return target + " is repaired";
        }
        if (words.startsWith(CLEAR + ' ')) {
            String kind = words.substring(CLEAR.length()).strip();
            return target + (devices.end(target, kind) ? ": no more " : " has no ") + '"' + kind + '"';
        }
        devices.befall(target, Phenomenon.parse(words));
        return target + ": " + words;
    }

    private String restart(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring("/processes/".length());
        GuardedProcess process = processes.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no process \"" + name + '"'));
        supervisor.restart(process);
        return name + " is started again";
    }

    private String status() {
        return StatusText.of(processes, devices.status());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
