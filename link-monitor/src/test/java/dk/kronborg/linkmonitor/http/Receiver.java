package dk.kronborg.linkmonitor.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dk.kronborg.linkmonitor.TestServerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program that is told over HTTPS, and behaves as the test wants. */
public final class Receiver implements AutoCloseable {

    /** What it heard. */
    public record Post(String key, String signature, String type, String body) {}

    /** What it does then. */
    public interface Behaviour {
        void answer(Post post, HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = status(200);

    public Receiver(TestServerKey key) {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(key.tls()));
        server.setExecutor(threads);
        server.createContext("/alarms", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Post post = new Post(
                header(exchange, "Idempotency-Key"),
                header(exchange, "Kronborg-Signature"),
                header(exchange, "Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        posts.add(post);
        try {
            behaviour.answer(post, exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    public static Behaviour status(int status) {
        return (post, exchange) -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    /** Hears, and never answers. */
    public Behaviour hang() {
        return (post, exchange) -> end.await();
    }

    /** Begins to answer, and never ends. */
    public Behaviour neverEndingBody() {
        return (post, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('.');
            exchange.getResponseBody().flush();
            end.await();
        };
    }

    /** Hears, and hangs up. */
    public static Behaviour hangUp() {
        return (post, exchange) -> {
            throw new IOException("hang up");
        };
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    public List<Post> posts() {
        return posts;
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/alarms");
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
