package dk.kronborg.linkmonitor.http;

import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Messenger;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Posts messages to a URL. The header {@code Idempotency-Key} has the message's key, the same at every attempt; {@code
 * Kronborg-Signature} has {@code sha256=} and the HMAC-SHA-256 of the body under a shared secret, in hexadecimal.
 *
 * <p>Any status from 200 to 299 takes it. Redirects are not followed: the body goes where it was said to go.
 */
public final class Webhook implements Messenger, AutoCloseable {

    private static final String HMAC = "HmacSHA256";

    /** What somebody may yet put in order at the other side. */
    private static final Set<Integer> MENDABLE = Set.of(401, 403, 404, 408, 425, 429);

    private final URI url;
    private final byte[] secret;
    private final Duration patience;
    private final HttpClient client;

    /**
     * A webhook that has not been called yet.
     *
     * @param url      of scheme https, with a host
     * @param tls      says whom to trust
     * @param patience until the answer is there, body and all
     * @throws IllegalArgumentException if the URL is not that
     */
    public Webhook(URI url, String secret, SSLContext tls, Duration patience) {
        if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a webhook is called at https://HOST..., without a user in it; got scheme " + url.getScheme()
                            + " and host " + url.getHost());
        }
        this.url = url;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .sslContext(tls)
                .build();
    }

    @Override
    public Outcome send(UUID key, Message message) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key.toString())
                .header("Kronborg-Signature", "sha256=" + signature(message.body()))
                .POST(HttpRequest.BodyPublishers.ofString(message.body()))
                .build();
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return outcome(
                    answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            return new Outcome.InDoubt("no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            return outcome(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.InDoubt("the centre stopped before the answer came");
        } finally {
            answer.cancel(true);
        }
    }

    private static Outcome outcome(int status) {
        String detail = "answered " + status;
        if (status >= 200 && status < 300) {
            return new Outcome.Taken();
        }
        if (status == 503 || MENDABLE.contains(status)) {
            return new Outcome.NotTaken(detail);
        }
        return status >= 500 ? new Outcome.InDoubt(detail) : new Outcome.Refused(detail);
    }

    private static Outcome outcome(Throwable fault) {
        String detail =
                fault.getClass().getSimpleName() + (fault.getMessage() == null ? "" : ": " + fault.getMessage());
        boolean neverThere = fault instanceof ConnectException
                || fault instanceof HttpConnectTimeoutException
                || fault instanceof UnresolvedAddressException
                || fault.getCause() instanceof UnresolvedAddressException
                || fault instanceof SSLException;
        if (neverThere) {
            return new Outcome.NotTaken(detail);
        }
        if (fault instanceof IOException) {
            return new Outcome.InDoubt(detail);
        }
        throw new IllegalStateException("a webhook cannot be called", fault);
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
