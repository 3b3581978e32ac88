package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.internal.http.RunningCall;
import io.meshsdk.spi.CallFacts;
import io.netty.buffer.Unpooled;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One call past the mesh, told to a listener as if it were the mesh's. The JDK's client sees to it that its signals come in order. */
final class PassedBy implements RunningCall, HttpResponse.BodyHandler<Void>, BodySubscriber<Void> {
    private final ResponseListener listener;
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private final AtomicLong early = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable CompletableFuture<?> exchange;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile int status;

    PassedBy(ResponseListener listener) {
        this.listener = listener;
    }

    void sent(CompletableFuture<?> sent) {
        exchange = sent;
        sent.whenComplete((response, failure) -> {
            if (failure != null) {
                failed(failure);
            }
        });
    }

    void failed(Throwable cause) {
        if (over.compareAndSet(false, true)) {
            Throwable root = cause.getCause() == null ? cause : cause.getCause();
            String why = "passed_by{" + root.getClass().getSimpleName() + ": " + root.getMessage() + "}";
            listener.failed(
                    this,
                    status == 0
                            ? new Outcome.ConnectFailed(why)
                            : new Outcome.Truncated(status, ResponseFlags.NONE, why));
        }
    }

    @Override
    public BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        status = info.statusCode();
        Headers.Builder fields = Headers.builder();
        info.headers().map().forEach((name, values) -> values.forEach(value -> fields.add(name, value)));
        listener.head(this, new ResponseHead(info.statusCode(), fields.build()));
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        ask();
    }

    @Override
    public void onNext(List<ByteBuffer> chunks) {
        for (ByteBuffer chunk : chunks) {
            if (chunk.hasRemaining() && !over.get()) {
                listener.data(this, Unpooled.wrappedBuffer(chunk));
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        body.completeExceptionally(cause);
        failed(cause);
    }

    @Override
    public void onComplete() {
        body.complete(null);
        if (over.compareAndSet(false, true)) {
            listener.end(this, Headers.EMPTY);
        }
    }

    @Override
    public void request(long chunks) {
        early.getAndUpdate(old -> old + chunks < 0 ? Long.MAX_VALUE : old + chunks);
        ask();
    }

    private void ask() {
        Flow.Subscription from = subscription;
        if (from != null) {
            long wanted = early.getAndSet(0);
            if (wanted > 0) {
                from.request(wanted);
            }
        }
    }

    @Override
    public void cancel(String why) {
        if (over.compareAndSet(false, true)) {
            CompletableFuture<?> running = exchange;
            if (running != null) {
                running.cancel(true);
            }
            Flow.Subscription from = subscription;
            if (from != null) {
                from.cancel();
            }
            listener.failed(this, new Outcome.Cancelled(why));
        }
    }

    /** None through the mesh. */
    @Override
    public int attempts() {
        return 0;
    }

    @Override
    public @Nullable CallFacts facts() {
        return null;
    }
}
