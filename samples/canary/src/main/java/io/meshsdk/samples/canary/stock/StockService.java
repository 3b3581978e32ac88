package io.meshsdk.samples.canary.stock;

import io.grpc.stub.StreamObserver;
import io.meshsdk.grpc.MeshPeer;
import io.meshsdk.samples.stock.Answer;
import io.meshsdk.samples.stock.Item;
import io.meshsdk.samples.stock.StockGrpc;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Answers with its version and with who asked. */
public final class StockService extends StockGrpc.StockImplBase {
    private final String version;
    private final AtomicLong calls = new AtomicLong();
    private volatile Duration pace = Duration.ZERO;

    public StockService(String version) {
        this.version = version;
    }

    @Override
    public void count(Item item, StreamObserver<Answer> answers) {
        calls.incrementAndGet();
        try {
            Thread.sleep(pace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.onNext(Answer.newBuilder()
                .setCount(item.getId() % 7)
                .setVersion(version)
                .setCaller(MeshPeer.spiffeId().orElse("nobody"))
                .build());
        answers.onCompleted();
    }

    public void pace(Duration perCall) {
        pace = perCall;
    }

    public long calls() {
        return calls.get();
    }
}
