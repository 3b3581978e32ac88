package io.meshsdk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that a blocking thread writes: give the pipe to {@link Request.Builder#body}, send, then write and close.
 * Writing blocks until the mesh wants more. When the response has come early and the server reads no more, what is still written is
 * dropped, and the writer goes on to read the response. One thread writes; one call reads.
 */
public final class BodyPipe extends OutputStream implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private static final int CHUNK = 16 * 1024;

    private final AtomicLong demand = new AtomicLong();
    private volatile Flow.@Nullable Subscriber<? super ByteBuffer> reader;
    private volatile boolean cancelled;
    private volatile @Nullable Thread waiting;
    private byte[] buffer = new byte[0];
    private int used;
    private boolean closed;

    @Override
    public void write(int b) throws IOException {
        room(1);
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = offset;
        int left = length;
        while (left > 0) {
            room(left);
            int count = Math.min(left, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, count);
            used += count;
            from += count;
            left -= count;
        }
    }

    /** Hands over what was written so far. */
    @Override
    public void flush() throws IOException {
        if (used > 0) {
            byte[] full = buffer;
            int count = used;
            buffer = new byte[0];
            used = 0;
            Flow.Subscriber<? super ByteBuffer> to = awaitDemand();
            if (to != null) {
                to.onNext(ByteBuffer.wrap(full, 0, count));
            }
        }
    }

    /** The body is complete. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            flush();
            closed = true;
            Flow.Subscriber<? super ByteBuffer> to = awaitReader();
            if (to != null) {
                to.onComplete();
            }
        }
    }

    /**
     * Blocks until the call begins to read, or ends without.
     *
     * @return whether anything that is written may be sent; false, too, where the call is not the mesh's, so that the body can
     *     still be written elsewhere
     */
    public boolean awaitWanted() throws IOException {
        return awaitReader() != null;
    }

    /** The body will not become complete: the call fails. */
    public void fail(Throwable cause) {
        if (!closed) {
            closed = true;
            Flow.Subscriber<? super ByteBuffer> to = reader;
            if (to != null && !cancelled) {
                to.onError(cause);
            }
        }
    }

    /** Nothing more will be read: wakes the writer, and drops what it writes. */
    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    @Override
    public void request(long chunks) {
        demand.getAndUpdate(old -> old + chunks < 0 ? Long.MAX_VALUE : old + chunks);
        wake();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(this);
        reader = subscriber;
        wake();
    }

    private void room(int wanted) throws IOException {
        if (closed) {
            throw new IOException("the body is closed");
        }
        if (used == buffer.length) {
            flush();
            buffer = new byte[Math.max(1024, Math.min(CHUNK, wanted))];
        }
    }

    private Flow.@Nullable Subscriber<? super ByteBuffer> awaitDemand() throws IOException {
        await(true);
        if (cancelled) {
            return null;
        }
        demand.decrementAndGet();
        return reader;
    }

    private Flow.@Nullable Subscriber<? super ByteBuffer> awaitReader() throws IOException {
        await(false);
        return cancelled ? null : reader;
    }

    private void await(boolean forDemand) throws IOException {
        waiting = Thread.currentThread();
        try {
            while (!cancelled && (reader == null || (forDemand && demand.get() == 0))) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while writing a request body");
                }
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
    }

    private void wake() {
        Thread writer = waiting;
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }
}
