package io.meshsdk.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Publishes what a test tells it to, and writes down what is asked of it. */
final class HandPublisher implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private final Transcript transcript;
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;

    HandPublisher(Transcript transcript) {
        this.transcript = transcript;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> wanted) {
        transcript.add("< subscribe");
        subscriber = wanted;
        wanted.onSubscribe(this);
    }

    @Override
    public void request(long chunks) {
        transcript.add("< request " + chunks);
    }

    @Override
    public void cancel() {
        transcript.add("< cancel");
    }

    void sends(String text) {
        subscriber().onNext(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void ends() {
        subscriber().onComplete();
    }

    void breaks() {
        subscriber().onError(new IllegalStateException("no more"));
    }

    private Flow.Subscriber<? super ByteBuffer> subscriber() {
        return Objects.requireNonNull(subscriber, "nobody subscribed");
    }
}
