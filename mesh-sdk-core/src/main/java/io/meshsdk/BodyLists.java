package io.meshsdk;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Hands buffers to a subscriber of the JDK, which takes lists; its demand is passed on as it is. Tells when nothing more of the
 * body will be read, which for a body that is read as it comes is after its response was handed out.
 */
final class BodyLists<T> implements Flow.Subscriber<ByteBuffer> {
    private final BodySubscriber<T> subscriber;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    BodyLists(BodySubscriber<T> subscriber) {
        this.subscriber = subscriber;
    }

    /** Now, where it is over already. */
    void whenOver(Runnable task) {
        over.thenRun(task);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long chunks) {
                subscription.request(chunks);
            }

            @Override
            public void cancel() {
                subscription.cancel();
                over.complete(null);
            }
        });
    }

    @Override
    public void onNext(ByteBuffer chunk) {
        subscriber.onNext(List.of(chunk));
    }

    @Override
    public void onError(Throwable failure) {
        over.complete(null);
        subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
        over.complete(null);
        subscriber.onComplete();
    }
}
