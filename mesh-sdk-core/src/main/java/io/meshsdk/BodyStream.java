package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.internal.http.RunningCall;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Carries a response's body from its event loop to one subscriber. The loop offers, one drain at a time delivers; no more
 * chunks come than the subscriber has asked for, so the queue is as long as its demand at most.
 */
final class BodyStream implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private static final Object END = new Object();

    private final RunningCall call;
    private volatile Executor callbacks;
    private final Queue<Object> signals = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<Flow.@Nullable Subscriber<? super ByteBuffer>> subscriber = new AtomicReference<>();
    private final CompletableFuture<Headers> trailers = new CompletableFuture<>();
    private volatile boolean done;
    private volatile @Nullable Throwable misuse;
    /** Guarded by the drain. */
    private boolean subscribed;

    BodyStream(RunningCall call, Executor callbacks) {
        this.call = call;
        this.callbacks = callbacks;
    }

    CompletionStage<Headers> trailers() {
        return trailers.minimalCompletionStage();
    }

    void offer(ByteBuffer chunk) {
        signals.add(chunk);
        drain();
    }

    void end(Headers fields) {
        trailers.complete(fields);
        signals.add(END);
        drain();
    }

    void fail(Throwable cause) {
        trailers.completeExceptionally(cause);
        signals.add(cause);
        drain();
    }

    /** For a subscriber of ours that does not block: its signals run on the event loop. */
    void subscribeDirectly(Flow.Subscriber<? super ByteBuffer> own) {
        if (subscriber.get() == null) {
            callbacks = Runnable::run;
        }
        subscribe(own);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> wanted) {
        if (subscriber.compareAndSet(null, wanted)) {
            drain();
            return;
        }
        wanted.onSubscribe(NO_DEMAND);
        wanted.onError(new IllegalStateException("the body of a response can be read once only"));
    }

    @Override
    public void request(long chunks) {
        if (chunks <= 0) {
            misuse = new IllegalArgumentException("demand must be positive, but is " + chunks);
            call.cancel("subscriber asked for " + chunks + " chunks");
            drain();
        } else {
            demand.getAndUpdate(old -> old + chunks < 0 ? Long.MAX_VALUE : old + chunks);
            call.request(chunks);
            drain();
        }
    }

    /** Ends the call, of which the reader hears. */
    void breakOff(String why) {
        call.cancel(why);
    }

    @Override
    public void cancel() {
        if (!done) {
            done = true;
            call.cancel("response body cancelled by its reader");
        }
    }

    private void drain() {
        if (subscriber.get() == null || pending.getAndIncrement() != 0) {
            return;
        }
        try {
            callbacks.execute(this::deliver);
        } catch (RejectedExecutionException shutDown) {
            // Nobody is left to read.
            cancel();
        }
    }

    private void deliver() {
        Flow.Subscriber<? super ByteBuffer> reader = subscriber.get();
        int seen = pending.get();
        do {
            if (reader != null) {
                deliver(reader);
            }
            seen = pending.addAndGet(-seen);
        } while (seen != 0);
    }

    private void deliver(Flow.Subscriber<? super ByteBuffer> reader) {
        try {
            if (!subscribed) {
                subscribed = true;
                reader.onSubscribe(this);
            }
            Throwable wrong = misuse;
            if (wrong != null && !done) {
                done = true;
                reader.onError(wrong);
            }
            for (Object signal = signals.peek(); signal != null; signal = signals.peek()) {
                if (!done && signal instanceof ByteBuffer && demand.get() == 0) {
                    return;
                }
                signals.poll();
                if (done) {
                    continue;
                }
                if (signal instanceof ByteBuffer chunk) {
                    if (demand.get() != Long.MAX_VALUE) {
                        demand.decrementAndGet();
                    }
                    reader.onNext(chunk);
                } else if (signal instanceof Throwable cause) {
                    done = true;
                    reader.onError(cause);
                } else {
                    done = true;
                    reader.onComplete();
                }
            }
        } catch (RuntimeException thrown) {
            // A subscriber must not throw; one that does hears of it, lest whoever waits for it waits for ever.
            cancel();
            reader.onError(thrown);
        }
    }

    private static final Flow.Subscription NO_DEMAND = new Flow.Subscription() {
        @Override
        public void request(long chunks) {}

        @Override
        public void cancel() {}
    };
}
