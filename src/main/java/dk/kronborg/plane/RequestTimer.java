package dk.kronborg.plane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees that requests arrive in time on one connection: the head, from its first byte, and then the body. A connection
 * that is silent between requests is left alone. On the connection's event loop only.
 */
final class RequestTimer {

    private static final String NAME = "requestTimer";
    private static final String DECODER = "httpDecoder";

    private final Channel channel;
    private final Duration most;
    private boolean inRequest;
    private int messages;
    private @Nullable ScheduledFuture<?> running;
    private @Nullable Runnable late;

    private RequestTimer(Channel channel, Duration most) {
        this.channel = channel;
        this.most = most;
    }

    /** Begins to watch a connection. */
    static void watch(HttpConnection connection, Duration most) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        RequestTimer timer = new RequestTimer(pipeline.channel(), most);
        pipeline.addBefore(DECODER, NAME, timer.new Bytes());
        pipeline.addAfter(DECODER, NAME + "Messages", timer.new Messages());
    }

    /** What to do if the body of the request that has just begun is late, other than to close the connection. */
    static void ifLate(HttpConnection connection, Runnable late) {
        if (((ConnectionBase) connection).channel().pipeline().get(NAME) instanceof Bytes bytes) {
            bytes.timer().late = late;
        }
    }

    /** Before the decoder: sees that something has arrived. */
    private final class Bytes extends ChannelInboundHandlerAdapter {

        RequestTimer timer() {
            return RequestTimer.this;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            messages = 0;
            context.fireChannelRead(bytes);
            if ((inRequest || messages == 0) && running == null) {
                running = channel.eventLoop().schedule(this::isLate, most.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void isLate() {
            if (late == null) {
                var _ = channel.close();
            } else {
                late.run();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stop();
            context.fireChannelInactive();
        }
    }

    /** After the decoder: sees what of a request is whole. */
    private final class Messages extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            messages++;
            if (message instanceof HttpRequest) {
                stop();
                inRequest = true;
            }
            if (message instanceof LastHttpContent) {
                stop();
                inRequest = false;
            }
            context.fireChannelRead(message);
        }
    }

    private void stop() {
        late = null;
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }
}
