package io.meshsdk.internal.http;

import io.meshsdk.internal.net.ClientExchange;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A body that is read while it is sent. Chunks are kept for another attempt up to the replay limit; beyond it they go as soon as
 * every running try has sent them. The publisher is called on its own executor, its signals come to the loop.
 */
final class StreamFeed implements RequestFeed, Flow.Subscriber<ByteBuffer> {
    /** How far to read ahead of the slowest try. */
    private static final long AHEAD_BYTES = 64 * 1024;

    private final HttpCall call;
    private final Body.Streamed body;
    private final Executor caller;
    private final long replayLimitBytes;
    private final List<ByteBuffer> kept = new ArrayList<>(4);
    /** Chunks before the first kept. */
    private int dropped;

    private long readBytes;
    private long keptBytes;
    private boolean lost;
    private boolean asked;
    private boolean complete;
    private boolean stopped;
    private volatile Flow.@Nullable Subscription subscription;

    StreamFeed(HttpCall call, Body.Streamed body, long replayLimitBytes) {
        this.call = call;
        this.body = body;
        this.caller = body.caller();
        this.replayLimitBytes = replayLimitBytes;
    }

    @Override
    public void start(HttpCall same) {
        onCaller(() -> body.publisher().subscribe(this));
    }

    @Override
    public boolean empty() {
        return false;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public void pump(Try to) {
        if (to.sent < dropped) {
            throw new IllegalStateException("an attempt after its body was lost");
        }
        ClientExchange room = to.room();
        while (room != null && to.sent < dropped + kept.size()) {
            ByteBuffer chunk = kept.get(to.sent - dropped);
            to.sent++;
            to.sentSome();
            room.write(Unpooled.wrappedBuffer(chunk.duplicate()));
            room = to.room();
        }
        if (complete && !to.requestEnded && to.sent == dropped + kept.size() && room != null) {
            to.requestEnded = true;
            room.end();
        }
        forget();
        pull();
    }

    /** Without another attempt to come, what every try has sent is not needed any more. */
    private void forget() {
        if (!lost || call.tries.first() == null) {
            return;
        }
        int least = leastSent();
        while (dropped < least) {
            keptBytes -= kept.remove(0).remaining();
            dropped++;
        }
    }

    private int leastSent() {
        int least = Integer.MAX_VALUE;
        for (Try each = call.tries.first(); each != null; each = each.nextTry) {
            least = Math.min(least, each.sent);
        }
        return least;
    }

    private long unsentBytes() {
        if (call.tries.first() == null) {
            return keptBytes;
        }
        long unsent = 0;
        for (int i = leastSent() - dropped; i < kept.size(); i++) {
            unsent += kept.get(i).remaining();
        }
        return unsent;
    }

    private void pull() {
        Flow.Subscription source = subscription;
        if (source != null && !asked && !complete && !stopped && unsentBytes() < AHEAD_BYTES) {
            asked = true;
            onCaller(() -> source.request(1));
        }
    }

    private void add(ByteBuffer chunk) {
        asked = false;
        if (stopped || complete) {
            return;
        }
        readBytes += chunk.remaining();
        keptBytes += chunk.remaining();
        if (body.length() >= 0 && readBytes > body.length()) {
            call.bodyFailed("longer than the " + body.length() + " bytes announced");
            return;
        }
        if (!lost && keptBytes > replayLimitBytes) {
            lost = true;
            call.replayLost();
        }
        if (chunk.hasRemaining()) {
            kept.add(chunk);
        }
        pumpAll();
        pull();
    }

    private void finish() {
        if (stopped || complete) {
            return;
        }
        if (body.length() >= 0 && readBytes < body.length()) {
            call.bodyFailed("ended after " + readBytes + " of " + body.length() + " bytes");
            return;
        }
        complete = true;
        call.requestEnded();
        pumpAll();
    }

    private void pumpAll() {
        Try each = call.tries.first();
        while (each != null) {
            // A write may end the try, and so unlink it.
            Try after = each.nextTry;
            pump(each);
            each = after;
        }
    }

    @Override
    public void stop() {
        stopped = true;
        kept.clear();
        Flow.Subscription source = subscription;
        if (source != null && !complete) {
            onCaller(source::cancel);
        }
    }

    @Override
    public Body whole() {
        byte[] all = new byte[(int) keptBytes];
        int at = 0;
        for (ByteBuffer chunk : kept) {
            int size = chunk.remaining();
            chunk.duplicate().get(all, at, size);
            at += size;
        }
        return all.length == 0 ? Body.EMPTY : new Body.Bytes(all);
    }

    // ---- signals, on any thread ----

    @Override
    public void onSubscribe(Flow.Subscription source) {
        signal(() -> {
            if (stopped || subscription != null) {
                onCaller(source::cancel);
            } else {
                subscription = source;
                pull();
            }
        });
    }

    @Override
    public void onNext(ByteBuffer chunk) {
        signal(() -> add(chunk));
    }

    @Override
    public void onError(Throwable cause) {
        signal(() -> {
            if (!stopped && !complete) {
                call.bodyFailed(cause.getClass().getName());
            }
        });
    }

    @Override
    public void onComplete() {
        signal(this::finish);
    }

    private void signal(Runnable task) {
        call.onLoop(() -> {
            if (call.done() && !stopped) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error broken) {
                call.broken(broken);
            }
        });
    }

    /** What the application throws is the failure of its body, not of the executor that it was called on. */
    private void onCaller(Runnable task) {
        try {
            caller.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException thrown) {
                    onError(thrown);
                }
            });
        } catch (RejectedExecutionException shutDown) {
            onError(shutDown);
        }
    }
}
