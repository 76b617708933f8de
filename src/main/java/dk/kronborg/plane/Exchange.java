package dk.kronborg.plane;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.topology.identity.Identity;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The work is done on a virtual thread, the network on the event loop. Whoever begins to
 * answer first answers; what another says later is dropped, and its bytes overwritten.
 */
public final class Exchange {

    /** Strict JSON: no nulls in lists, no duplicate members, no trailing text, no strings for numbers, no unknown members. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private static final int CHUNK = 64 * 1024;

    private final HttpServerRequest request;
    private final Identity caller;
    private final Executor workers;
    private final Runnable over;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicReference<@Nullable Thread> answering = new AtomicReference<>();
    private Duration longest = Duration.ZERO;
    /** Only on the event loop. */
    private boolean working;

    private Runnable whole = () -> {};

    /**
     * A request whose head has arrived; on its event loop.
     *
     * @param workers where the work is done
     * @param over    runs once, when the request is answered or its connection closed, and no work is done for it
     */
    Exchange(HttpServerRequest request, Identity caller, Executor workers, Runnable over) {
        this.request = request;
        this.caller = caller;
        this.workers = workers;
        this.over = over;
        RequestTimer.ifLate(request.connection(), this::bodyIsLate);
        request.endHandler(end -> whole.run());
        request.response().endHandler(answered -> answeredOrClosed());
        request.response().closeHandler(closed -> answeredOrClosed());
    }

    private void bodyIsLate() {
        whole = () -> {};
        if (working || request.response().ended()) {
            request.connection().close();
        } else {
            closeWhenAnswered();
            end(408);
        }
    }

    private void closeWhenAnswered() {
        request.response()
                .putHeader("connection", "close")
                .bodyEndHandler(answered -> request.connection().close());
    }

    private void answeredOrClosed() {
        if (!working) {
            end();
        }
    }

    private void end() {
        if (isOver.compareAndSet(false, true)) {
            over.run();
        }
    }

    public HttpServerRequest request() {
        return request;
    }

    public boolean isGet() {
        return HttpMethod.GET.equals(request.method());
    }

    /** Who asks, from the certificate and from nowhere else. */
    public Identity caller() {
        return caller;
    }

    /** The work's failure is answered if it lasts longer, even if it goes on: a store that does not answer may block it. */
    public void answerWithin(Duration most) {
        longest = most;
    }

    /**
     * Reads the body, at most so many bytes, and goes on with it on a virtual thread.
     *
     * @param tooLarge answers a larger one; the connection is then closed
     * @param then     what to do with the body, which is its own from then on
     * @param failed   answers if {@code then} throws
     */
    public void withBody(int most, Runnable tooLarge, Consumer<byte[]> then, Consumer<RuntimeException> failed) {
        RequestBody body = new RequestBody(most);
        request.handler(chunk -> {
            if (!body.add(chunk)) {
                request.handler(ignored -> {});
                whole = () -> {};
                closeWhenAnswered();
                tooLarge.run();
            }
        });
        whole = () -> work(() -> then.accept(body.bytes()), failed);
    }

    /** Goes on on a virtual thread. */
    public void work(Runnable then, Consumer<RuntimeException> failed) {
        request.pause();
        working = true;
        Runnable done = longest.isZero() ? () -> {} : limit(failed);
        workers.execute(() -> {
            try {
                then.run();
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s %s failed", request.method(), request.path());
                failed.accept(e);
            } finally {
                done.run();
                end();
            }
        });
    }

    /** On the event loop; returns what ends the limit. */
    private Runnable limit(Consumer<RuntimeException> failed) {
        Vertx vertx = Vertx.currentContext().owner();
        long timer = vertx.setTimer(longest.toMillis(), late -> {
            LOG.warnf("%s %s is not done after %d s", request.method(), request.path(), longest.toSeconds());
            failed.accept(new IllegalStateException("not done after " + longest.toSeconds() + " s"));
        });
        return () -> vertx.cancelTimer(timer);
    }

    private boolean isAnswering() {
        Thread me = Thread.currentThread();
        return answering.compareAndSet(null, me) || me.equals(answering.get());
    }

    /** Answers without a body. */
    public void end(int status) {
        if (isAnswering()) {
            request.response().setStatusCode(status).end();
        }
    }

    /**
     * Answers with a body, which is copied and overwritten.
     *
     * @return whether that is the answer: not if the request took too long and was answered before
     */
    public boolean end(int status, String type, byte[] body) {
        boolean answering = isAnswering();
        if (answering) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", type)
                    .putHeader("cache-control", "no-store")
                    .end(Buffer.buffer(body));
        }
        Arrays.fill(body, (byte) 0);
        return answering;
    }

    /** Answers with JSON that holds no secrets. */
    public void endJson(int status, String type, Object value) {
        try {
            end(status, type, JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a wire record always has a JSON form", e);
        }
    }

    /** Writes a body of any length. */
    public interface Body {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Answers with a body that is written bit by bit, from the virtual thread of {@link #work}, as fast as the caller reads
     * it. If that fails in the midst of the body the connection is closed, so that nobody takes it for the whole.
     *
     * @throws RuntimeException what the body throws before any of it is sent; then something else can be answered
     */
    public void endStreaming(String type, Body body) {
        if (!isAnswering()) {
            return;
        }
        HttpServerResponse response = request.response()
                .setChunked(true)
                .putHeader("content-type", type)
                .putHeader("cache-control", "no-store");
        OutputStream out = new BufferedOutputStream(new ResponseStream(response), CHUNK);
        try {
            body.to(out);
            out.flush();
            response.end();
        } catch (IOException e) {
            breakOff(e);
        } catch (RuntimeException e) {
            if (!response.headWritten()) {
                throw e;
            }
            breakOff(e);
        }
    }

    private void breakOff(Exception failure) {
        LOG.warnf("%s %s broke off: %s", request.method(), request.path(), failure.getMessage());
        request.connection().close();
    }

    public void header(String name, String value) {
        if (isAnswering()) {
            request.response().putHeader(name, value);
        }
    }
}
