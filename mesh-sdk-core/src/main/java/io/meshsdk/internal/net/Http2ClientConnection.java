package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.model.Http2ProtocolOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection and the exchanges on it, as many at once as the server takes. Open when the server's SETTINGS have come,
 * so that its limits are known before the first request, and whoever does not speak HTTP/2 has not seen one.
 */
final class Http2ClientConnection implements PooledConnection, Runnable {
    private final EndpointPool pool;
    private final Channel channel;
    private final Peer peer;
    private final KeepRules rules;
    private final ConnectAttempt opening;
    private final FrameGuard guard;
    private final Http2Handler handler;
    private final Http2Connection http2;
    private final Http2ConnectionEncoder encoder;
    private final Http2Streams streams;
    private final @Nullable Keepalive keepalive;
    /** Whether the pool has it among those that may have room. The pool's own. */
    boolean shared;

    private int exchanges;
    private int maxStreams;
    private int lastStream;
    /** The last stream whose head may have left this side. */
    private int touchedStream;

    private boolean flushScheduled;
    private boolean reading;
    private boolean retired;
    private boolean closing;
    private @Nullable String cause;

    Http2ClientConnection(EndpointPool pool, Channel channel, Peer peer, KeepRules rules, ConnectAttempt opening) {
        this.pool = pool;
        this.channel = channel;
        this.peer = peer;
        this.rules = rules;
        this.opening = opening;
        this.guard = new FrameGuard(pool::nanos);
        this.handler = new Http2Handler(this, Http2Codec.of(rules, guard));
        this.http2 = handler.connection();
        this.encoder = handler.encoder();
        this.streams = new Http2Streams(http2);
        this.keepalive = options()
                .connectionKeepalive()
                .map(settings -> new Keepalive(this, settings, pool.loop()))
                .orElse(null);
    }

    Http2ProtocolOptions options() {
        return rules.options().http2();
    }

    Http2Handler handler() {
        return handler;
    }

    Http2Streams streams() {
        return streams;
    }

    Peer peer() {
        return peer;
    }

    // ---- for the pool ----

    @Override
    public boolean hasCapacity() {
        return !retired
                && !closing
                && streams.active() < maxStreams
                && rules.mayCarryMore(exchanges)
                && channel.isActive();
    }

    @Override
    public boolean expired(long nowNanos) {
        return retired
                || closing
                || !rules.keep(exchanges, nowNanos)
                || (streams.active() == 0 && rules.idledOut(nowNanos));
    }

    /** Whether it may not be kept, however busy it is. */
    boolean outlived(long nowNanos) {
        return !rules.keep(exchanges, nowNanos);
    }

    @Override
    public void begin(Exchange exchange) {
        exchanges++;
        if (keepalive != null && streams.active() == 0) {
            keepalive.afterIdling(rules.idleNanos(pool.nanos()));
        }
        exchange.attach(new Http2ClientStream(this, exchange));
    }

    @Override
    public void retire() {
        if (!retired) {
            retired = true;
            pool.unshare(this);
            closeIfUnused();
        }
    }

    private void closeIfUnused() {
        if (streams.active() == 0 && (retired || !rules.mayCarryMore(exchanges)) && !closing) {
            closing = true;
            if (channel.isActive()) {
                handler.sayGoodbye();
            }
            channel.close();
        }
    }

    @Override
    public void fail(Outcome outcome) {
        closing = true;
        channel.close();
        streams.each(stream -> stream.lost(outcome));
    }

    // ---- out ----

    private ChannelHandlerContext ctx() {
        return handler.context();
    }

    ByteBuf allocate(int bytes) {
        return channel.alloc().buffer(bytes);
    }

    /** With the head of its request; null where that failed, and the exchange has ended. */
    @Nullable
    Http2Stream openStream(Http2ClientStream ours, Exchange exchange, boolean nothingFollows) {
        try {
            Http2RequestFields fields = pool.fields().of(exchange.head, exchange.end);
            int id = http2.local().incrementAndGetNextStreamId();
            Http2Stream stream = http2.local().createStream(id, false);
            streams.put(stream, ours);
            lastStream = id;
            encoder.writeHeaders(ctx(), id, fields, 0, nothingFollows, ctx().newPromise());
            flushSoon();
            return stream;
        } catch (Http2Exception full) {
            // Out of stream numbers, or on its way out.
            retire();
            exchange.fail(Ends.unprocessed(Causes.of(full) + ", before the request was written"));
        } catch (ProtocolViolation violation) {
            exchange.fail(Ends.unsendable(violation));
        }
        return null;
    }

    void writeData(@Nullable Http2Stream stream, ByteBuf chunk, boolean last) {
        if (stream == null || !stream.state().localSideOpen() || stream.isResetSent()) {
            chunk.release();
            return;
        }
        guard.useful();
        encoder.writeData(ctx(), stream.id(), chunk, 0, last, ctx().newPromise());
    }

    void writeEnd(@Nullable Http2Stream stream, Headers trailers) throws ProtocolViolation {
        if (trailers.size() == 0) {
            writeData(stream, Unpooled.EMPTY_BUFFER, true);
            return;
        }
        Http2RequestFields fields = Http2RequestFields.trailers(trailers);
        if (stream != null && stream.state().localSideOpen() && !stream.isResetSent()) {
            encoder.writeHeaders(ctx(), stream.id(), fields, 0, true, ctx().newPromise());
        }
    }

    boolean hasRoom(@Nullable Http2Stream stream) {
        return stream != null
                && stream.state().localSideOpen()
                && encoder.flowController().isWritable(stream);
    }

    /** The server may send so many bytes more. */
    void giveBack(@Nullable Http2Stream stream, int bytes) {
        if (stream != null) {
            try {
                if (handler.decoder().flowController().consumeBytes(stream, bytes)) {
                    flushSoon();
                }
            } catch (Http2Exception broken) {
                handler.onError(ctx(), true, broken);
            }
        }
    }

    void reset(@Nullable Http2Stream stream, Http2Error code) {
        if (stream != null && stream.state() != Http2Stream.State.CLOSED && !closing) {
            handler.resetStream(ctx(), stream.id(), code.code(), ctx().newPromise());
            flushSoon();
        }
    }

    /** Once for all that is written in this turn of the loop, or that is written while what came is read. */
    void flushSoon() {
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            pool.loop().execute(this);
        }
    }

    @Override
    public void run() {
        flushScheduled = false;
        if (channel.isActive()) {
            handler.flush(ctx());
        }
    }

    // ---- what the handler tells ----

    void reads(boolean now) {
        reading = now;
        if (now) {
            pool.reads();
        }
    }

    void flushing() {
        touchedStream = lastStream;
    }

    void settingsCame() {
        maxStreams = Math.min(http2.local().maxActiveStreams(), options().maxConcurrentStreams());
        pool.protocol().foundHttp2(maxStreams);
        if (maxStreams == 0 && exchanges == 0) {
            opening.fail(Ends.connectFailed("the server takes no streams: its MAX_CONCURRENT_STREAMS is 0"));
        } else {
            opening.opened(this);
            pool.released(this);
            if (keepalive != null) {
                keepalive.start();
            }
        }
    }

    /** Something came, whatever it is. */
    void heard() {
        if (keepalive != null) {
            keepalive.heard();
        }
    }

    void pingAnswered() {
        if (keepalive != null) {
            keepalive.answered();
        }
    }

    void ping() {
        encoder.writePing(ctx(), false, 0, ctx().newPromise());
        flushSoon();
    }

    /** Nobody is there any more. */
    void unanswered(String why) {
        lost(why);
        channel.close();
    }

    void fieldsCame(int streamId, Http2ResponseFields fields, boolean last) {
        Http2ClientStream stream = streams.of(streamId);
        if (stream != null) {
            guard.useful();
            try {
                stream.fieldsCame(fields, last);
            } catch (ProtocolViolation violation) {
                stream.violated(violation);
            }
        }
    }

    /** How much of it may be given back to the window now. */
    int dataCame(int streamId, ByteBuf data, boolean last) {
        Http2ClientStream stream = streams.of(streamId);
        if (stream != null) {
            if (data.isReadable() || last) {
                guard.useful();
            }
            try {
                return stream.dataCame(data, last);
            } catch (ProtocolViolation violation) {
                stream.violated(violation);
            }
        }
        return data.readableBytes();
    }

    void resetCame(int streamId, long code) {
        Http2ClientStream stream = streams.of(streamId);
        if (stream != null) {
            stream.lost(outcomeOf(code, stream.status()));
        }
    }

    private Outcome outcomeOf(long code, int status) {
        Http2Error error = Http2Error.valueOf(code);
        if (status == 0 && error == Http2Error.REFUSED_STREAM) {
            return Ends.refused("remote_refused_stream_reset", "REFUSED_STREAM");
        }
        if (status == 0 && error == Http2Error.HTTP_1_1_REQUIRED) {
            pool.protocol().requireHttp1();
            retire();
            return Ends.refused("http_1_1_required", "HTTP_1_1_REQUIRED");
        }
        return Ends.reset(status, Causes.name(code));
    }

    /** Streams that the server says to have not seen go elsewhere, the others are waited for. */
    void goAwayCame(int lastSeen, long code) {
        String goAway = "GOAWAY " + Causes.name(code);
        Outcome unseen = Ends.refused("remote_refused_stream_reset", goAway);
        cause = "closed by the server after " + goAway;
        retire();
        streams.eachAbove(lastSeen, stream -> stream.lost(unseen));
    }

    void streamClosed(Http2Stream closed) {
        Http2ClientStream stream = streams.of(closed);
        if (stream != null) {
            stream.lost(lossOf(closed.id(), stream.status()));
        }
        if (closing) {
            return;
        }
        if (streams.active() == 0) {
            rules.idleFrom(pool.nanos());
            closeIfUnused();
        }
        pool.released(this);
    }

    void streamBroke(int streamId, String why) {
        Http2ClientStream stream = streams.of(streamId);
        if (stream != null) {
            stream.violated(new ProtocolViolation(why));
        }
    }

    /** The server does not keep to the protocol. */
    void broke(String why) {
        cause = why;
        closing = true;
        pool.unshare(this);
        opening.fail(Ends.connectFailed("HTTP/2: " + why));
        ProtocolViolation violation = new ProtocolViolation(why);
        streams.each(stream -> stream.lost(Ends.violated(stream.status(), violation)));
    }

    /** The connection is of no use any more; its exchanges end when it is closed. */
    void lost(String why) {
        if (cause == null) {
            cause = why;
        }
        closing = true;
        pool.unshare(this);
    }

    void inactive() {
        closing = true;
        if (keepalive != null) {
            keepalive.stop();
        }
        pool.closed(this);
        opening.fail(Ends.connectFailed(
                "HTTP/2: " + (cause == null ? "closed by the server before its SETTINGS came" : cause)));
    }

    private Outcome lossOf(int streamId, int status) {
        String why = cause == null ? "closed by the server" : cause;
        if (status != 0) {
            return Ends.truncated(status, why + " before the end of the response");
        }
        return streamId > touchedStream
                ? Ends.unprocessed(why + " before the request was written")
                : Ends.disconnected(why + " before the response");
    }
}
