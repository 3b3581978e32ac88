package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hears an exchange and writes down what it heard. */
final class Probe implements ExchangeListener {
    private static final int SECONDS = 10;

    final List<ResponseHead> informational = new ArrayList<>();
    final CompletableFuture<ResponseHead> head = new CompletableFuture<>();
    final CompletableFuture<Headers> trailers = new CompletableFuture<>();
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    final CountDownLatch firstData = new CountDownLatch(1);
    final CountDownLatch writable = new CountDownLatch(1);
    final CompletableFuture<Peer> peer = new CompletableFuture<>();
    /** Read once the exchange is over, or on the loop. */
    final StringBuilder body = new StringBuilder();

    final AtomicLong bytes = new AtomicLong();
    final AtomicInteger chunks = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();

    @Nullable
    Runnable onWritable;

    @Nullable
    Runnable onEnd;

    @Override
    public void connected(Peer answering) {
        peer.complete(answering);
    }

    @Override
    public void writable() {
        writable.countDown();
        Runnable task = onWritable;
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void informational(ResponseHead came) {
        informational.add(came);
    }

    @Override
    public void head(ResponseHead came) {
        head.complete(came);
    }

    @Override
    public void data(ByteBuf chunk) {
        body.append(chunk.toString(ISO_8859_1));
        bytes.addAndGet(chunk.readableBytes());
        chunks.incrementAndGet();
        firstData.countDown();
    }

    @Override
    public void end(Headers came) {
        ends.incrementAndGet();
        Runnable task = onEnd;
        if (task != null) {
            task.run();
        }
        trailers.complete(came);
    }

    @Override
    public void failed(Outcome came) {
        ends.incrementAndGet();
        outcome.complete(came);
    }

    ResponseHead awaitHead() {
        return get(head);
    }

    Headers awaitEnd() {
        return get(trailers);
    }

    Outcome awaitFailure() {
        return get(outcome);
    }

    private <T> T get(CompletableFuture<T> wanted) {
        try {
            CompletableFuture.anyOf(wanted, outcome, trailers).get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("nothing came", e);
        }
        if (!wanted.isDone()) {
            throw new AssertionError("ended otherwise: " + (outcome.isDone() ? outcome.join() : head.join()));
        }
        return wanted.join();
    }
}
