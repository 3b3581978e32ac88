package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One open HTTP/1 connection and the exchange on it, if there is one. Reads only as far as the exchange wants. A connection
 * on which anything was left unread or unsent, or came unasked, is closed and never used again.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements PooledConnection, Carrier {
    private static final String CHUNK_LINE_END = "\r\n";

    private final EndpointPool pool;
    private final Channel channel;
    private final Peer peer;
    private final KeepRules rules;
    private final ResponseReader reader;
    private final boolean encrypted;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf unread;
    private @Nullable Throwable failure;
    private int exchanges;
    private boolean reading;
    private boolean closing;
    private boolean inputEnded;
    private boolean closeNotified;
    /** Whether bytes of the current request may have left this side. */
    private boolean touched;

    private boolean writeFailed;
    /** Whether a chunk of the current request's body was written, whose line is not ended yet. */
    private boolean anyChunk;

    private boolean answered;

    Http1Connection(EndpointPool pool, Channel channel, Peer peer, KeepRules rules, HeadScratch scratch) {
        this.pool = pool;
        this.channel = channel;
        this.peer = peer;
        this.rules = rules;
        this.reader = new ResponseReader(scratch, rules.maxHeadBytes(), rules.maxHeaders());
        this.encrypted = channel.pipeline().get(SslHandler.class) != null;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public boolean hasCapacity() {
        return exchange == null && !closing;
    }

    /** Whether an exchange may begin on it now. */
    boolean usable(long nowNanos) {
        return !closing && channel.isActive() && rules.keep(exchanges, nowNanos);
    }

    @Override
    public boolean expired(long nowNanos) {
        return rules.idledOut(nowNanos) || !rules.keep(exchanges, nowNanos);
    }

    @Override
    public void begin(Exchange next) {
        exchange = next;
        exchanges++;
        touched = false;
        answered = false;
        anyChunk = false;
        reader.expect(next.head.method());
        next.attach(this);
    }

    // ---- out ----

    @Override
    public boolean hasRoom() {
        return channel.isWritable() && !writeFailed;
    }

    @Override
    public void writeHead(Exchange of, boolean nothingFollows) {
        ByteBuf bytes = of.takeHead1();
        if (bytes == null) {
            try {
                bytes = pool.heads().write(of.head, of.end, channel.alloc());
            } catch (ProtocolViolation violation) {
                of.fail(Ends.unsendable(violation));
                return;
            }
        }
        if (nothingFollows) {
            channel.writeAndFlush(bytes, channel.voidPromise());
            touched |= !writeFailed;
            closeIfUnwritable();
        } else {
            write(bytes);
        }
    }

    @Override
    public void writeChunk(ByteBuf chunk) {
        Exchange current = exchange;
        if (current != null && current.chunked()) {
            ByteBuf line = channel.alloc().directBuffer(16);
            if (anyChunk) {
                ByteBufUtil.writeAscii(line, CHUNK_LINE_END);
            }
            anyChunk = true;
            ByteBufUtil.writeAscii(line, Integer.toHexString(chunk.readableBytes()));
            ByteBufUtil.writeAscii(line, CHUNK_LINE_END);
            write(line);
        }
        write(chunk);
    }

    @Override
    public void writeEnd(Headers trailers) throws ProtocolViolation {
        Exchange current = exchange;
        if (current != null && current.chunked()) {
            write(pool.heads().writeTrailers(anyChunk ? "\r\n0\r\n" : "0\r\n", trailers, channel.alloc()));
        }
    }

    private void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
        // A failed write is reported within the flush; without one the kernel may have taken something.
        touched |= !writeFailed;
        closeIfUnwritable();
    }

    /** Nothing of the request was taken: there is no answer to wait for. */
    private void closeIfUnwritable() {
        if (writeFailed && !touched) {
            lose();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null && channel.isWritable()) {
            current.roomCame();
        }
    }

    // ---- in ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (exchange == null) {
            // Nobody asked. Whatever it is, the next answer could not be told from it.
            bytes.release();
            close();
            return;
        }
        ByteBuf before = unread;
        unread = before == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, bytes);
        read();
    }

    @Override
    public void demandCame() {
        if (!reading) {
            readOn();
            if (unread != null) {
                read();
            } else if (inputEnded) {
                lose();
            }
        }
    }

    private void read() {
        if (reading) {
            return;
        }
        reading = true;
        pool.reads();
        try {
            readEvents();
        } catch (ProtocolViolation violation) {
            Exchange current = exchange;
            fail(Ends.violated(current == null ? 0 : current.status(), violation));
        } finally {
            reading = false;
            ByteBuf rest = unread;
            if (rest != null && (exchange == null || !rest.isReadable())) {
                unread = null;
                rest.release();
            }
        }
    }

    private void readEvents() throws ProtocolViolation {
        for (Exchange current = exchange; current != null; current = exchange) {
            ByteBuf in = unread == null ? Unpooled.EMPTY_BUFFER : unread;
            answered |= in.isReadable();
            switch (reader.next(in, current.wantsData())) {
                case INFORMATIONAL -> current.informational(reader.head());
                case HEAD -> current.headCame(reader.head());
                case DATA -> current.dataCame(reader.data());
                case END -> ended(current, in.isReadable(), reader.trailers());
                case HELD -> {
                    channel.config().setAutoRead(false);
                    return;
                }
                case MORE -> {
                    if (in.isReadable()) {
                        surplus();
                    }
                    if (inputEnded) {
                        lose();
                    } else if (!current.wantsData() && reader.inBody()) {
                        channel.config().setAutoRead(false);
                    }
                    return;
                }
            }
        }
    }

    private void ended(Exchange current, boolean surplus, Headers trailers) {
        if (surplus) {
            surplus();
        }
        // Kept connections read, to learn that they were closed.
        readOn();
        current.endCame(trailers);
    }

    private void readOn() {
        if (!channel.config().isAutoRead() && channel.isActive()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Bytes beyond the end of a response: whose they are cannot be told. */
    private void surplus() {
        if (reader.idle()) {
            rules.spent();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.closed(this);
        inputEnded = true;
        closing = true;
        if (!reading && exchange != null) {
            // What has come may be a whole response, held back until somebody wants it.
            read();
        }
        releaseUnread();
    }

    private void releaseUnread() {
        ByteBuf rest = unread;
        if (rest != null && exchange == null && !reading) {
            unread = null;
            rest.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        if (cause instanceof IOException) {
            // Of a read: the channel closes by itself. Of a write: what the server said before it hung up may still be
            // there to read, so the channel stays open.
            writeFailed = true;
        } else {
            lose();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            closeNotified = true;
        }
    }

    // ---- the end of an exchange ----

    /** Back to the pool, if it may carry another. */
    @Override
    public void complete() {
        exchange = null;
        long now = reading ? pool.readNanos() : pool.nanos();
        if (!reader.keepsAlive() || writeFailed || !reader.idle() || !usable(now)) {
            close();
        } else {
            rules.idleFrom(now);
            pool.released(this);
        }
    }

    @Override
    public void abandon(Exchange by) {
        if (exchange == by) {
            exchange = null;
            close();
            releaseUnread();
        }
    }

    /** The connection is of no use to its exchange any more. */
    private void lose() {
        Exchange current = exchange;
        if (current == null) {
            close();
            return;
        }
        // Differs from Envoy: under TLS the end must be told by a close_notify, else anybody could cut the body short.
        if (reader.untilClose() && inputEnded && failure == null && (closeNotified || !encrypted)) {
            rules.spent();
            current.endCame(Headers.EMPTY);
            return;
        }
        fail(lost(current.status()));
    }

    private Outcome lost(int status) {
        Throwable why = failure;
        String cause = why == null ? "closed by the server" : Causes.of(why);
        if (status != 0) {
            return Ends.truncated(status, cause + " before the end of the response");
        }
        if (!touched) {
            return Ends.unprocessed(cause + " before the request was written");
        }
        if (exchanges > 1 && !answered) {
            return Ends.disconnected(cause + " on a kept connection before a byte of the response");
        }
        return Ends.disconnected(cause + " before the response");
    }

    @Override
    public void retire() {
        if (exchange == null) {
            close();
        } else {
            rules.spent();
        }
    }

    @Override
    public void fail(Outcome outcome) {
        Exchange current = exchange;
        close();
        if (current != null) {
            current.fail(outcome);
        }
    }

    void close() {
        if (!closing) {
            closing = true;
            channel.close();
        }
    }
}
