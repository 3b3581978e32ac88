package io.meshsdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A body as a blocking stream, for one reading thread; virtual threads do not pin their carrier here. */
final class BodyInputStream extends InputStream implements Flow.Subscriber<ByteBuffer> {
    /** Chunks asked for ahead of the reader, so that the network does not wait for it. */
    private static final int AHEAD = 4;

    private final Flow.Subscription subscription;
    private final Queue<ByteBuffer> chunks = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean complete;
    private volatile @Nullable Thread waiting;
    private @Nullable ByteBuffer current;
    private boolean closed;

    private BodyInputStream(Flow.Subscription subscription) {
        this.subscription = subscription;
    }

    static InputStream reading(BodyStream body) {
        BodyInputStream stream = new BodyInputStream(body);
        body.subscribeDirectly(stream);
        return stream;
    }

    @Override
    public int read() throws IOException {
        ByteBuffer chunk = current();
        return chunk == null ? -1 : chunk.get() & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer chunk = current();
        if (chunk == null) {
            return -1;
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(into, offset, count);
        return count;
    }

    @Override
    public int available() {
        ByteBuffer chunk = current;
        return chunk == null ? 0 : chunk.remaining();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Has no effect on a body that was read to its end.
            subscription.cancel();
        }
    }

    /** The chunk to read from, never empty; null at the end. */
    private @Nullable ByteBuffer current() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        ByteBuffer chunk = current;
        while (chunk == null || !chunk.hasRemaining()) {
            ByteBuffer next = next();
            if (next == null) {
                return null;
            }
            subscription.request(1);
            chunk = next;
            current = next;
        }
        return chunk;
    }

    private @Nullable ByteBuffer next() throws IOException {
        waiting = Thread.currentThread();
        try {
            while (true) {
                // Read before the queue: what came before the end is in the queue then.
                boolean last = complete;
                Throwable cause = failure;
                ByteBuffer chunk = chunks.poll();
                if (chunk != null || last) {
                    return chunk;
                }
                if (cause != null) {
                    throw new IOException(cause.getMessage(), cause);
                }
                if (Thread.currentThread().isInterrupted()) {
                    subscription.cancel();
                    throw new InterruptedIOException("interrupted while reading a response body");
                }
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
    }

    private void wake() {
        Thread reader = waiting;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription same) {
        same.request(AHEAD);
    }

    @Override
    public void onNext(ByteBuffer chunk) {
        chunks.add(chunk);
        wake();
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        wake();
    }

    @Override
    public void onComplete() {
        complete = true;
        wake();
    }
}
