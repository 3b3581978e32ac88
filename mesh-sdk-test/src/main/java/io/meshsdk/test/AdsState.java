package io.meshsdk.test;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.XdsRequest.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Catalogue, streams and records of a control plane: all that is changed by several threads, behind one lock. */
final class AdsState {
    /** Who is told first: a route is of no use before its cluster. */
    private static final List<String> ORDER = List.of(
            ResourceType.SECRET.typeUrl(),
            ResourceType.CLUSTER.typeUrl(),
            ResourceType.CLUSTER_LOAD_ASSIGNMENT.typeUrl(),
            ResourceType.LISTENER.typeUrl(),
            ResourceType.ROUTE_CONFIGURATION.typeUrl());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Duration patience;
    private final Later later;
    private final boolean wrapAll;

    // All guarded by lock.
    private final Set<AdsStream> streams = new LinkedHashSet<>();
    private final List<XdsRequest> requests = new ArrayList<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> reuseNonce = new HashSet<>();
    private Catalogue catalogue = Catalogue.EMPTY;
    private @Nullable Status refusal;
    private Duration delay = Duration.ZERO;
    private int opened;

    /** @param patience how long an await lasts */
    AdsState(Duration patience, boolean wrapAll, Later later) {
        this.patience = patience;
        this.wrapAll = wrapAll;
        this.later = later;
    }

    /** Runs a task after a delay, on a thread of its own. */
    interface Later {
        void run(Duration delay, Runnable task);
    }

    /** A client opened a stream; empty where it is refused. */
    Optional<AdsStream> open(Variant variant, String onlyType, ServerCall<byte[], byte[]> call) {
        return locked(() -> {
            AdsStream stream = new AdsStream(++opened, variant, onlyType, wrapAll, call);
            changed.signalAll();
            if (refusal != null) {
                stream.close(refusal);
                return Optional.empty();
            }
            streams.add(stream);
            return Optional.of(stream);
        });
    }

    void received(AdsStream stream, byte[] message) {
        locked(() -> {
            try {
                XdsRequest request = stream.received(message);
                requests.add(request);
                changed.signalAll();
                answer(stream, request.type());
            } catch (InvalidProtocolBufferException e) {
                streams.remove(stream);
                stream.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            }
        });
    }

    void closed(AdsStream stream) {
        locked(() -> {
            stream.cancelled();
            streams.remove(stream);
            changed.signalAll();
        });
    }

    /** The client has said all that it will: so has the server. */
    void end(AdsStream stream) {
        locked(() -> {
            stream.close(Status.OK);
            streams.remove(stream);
            changed.signalAll();
        });
    }

    void change(UnaryOperator<Catalogue> change) {
        locked(() -> {
            catalogue = change.apply(catalogue);
            changed.signalAll();
            answerAll();
        });
    }

    Catalogue catalogue() {
        return locked(() -> catalogue);
    }

    List<XdsRequest> requests() {
        return locked(() -> List.copyOf(requests));
    }

    int openStreams() {
        return locked(streams::size);
    }

    int openedStreams() {
        return locked(() -> opened);
    }

    void eachStream(Consumer<AdsStream> action) {
        locked(() -> List.copyOf(streams).forEach(action));
    }

    /** Ends all streams. */
    void end(Status status) {
        locked(() -> {
            streams.forEach(stream -> stream.close(status));
            streams.clear();
            changed.signalAll();
        });
    }

    void refuse(@Nullable Status status) {
        locked(() -> {
            refusal = status;
        });
    }

    void delay(Duration each) {
        locked(() -> delay = each);
    }

    void hold(String type) {
        locked(() -> held.add(type));
    }

    void release(String type) {
        locked(() -> {
            held.remove(type);
            answerAll();
        });
    }

    void reuseNonce(String type) {
        locked(() -> reuseNonce.add(type));
    }

    /** Waits until there is an answer, and gives it; a timeout says what was waited for and what came. */
    <T> T await(String what, Supplier<Optional<T>> question) {
        return locked(() -> {
            long left = patience.toNanos();
            Optional<T> found = question.get();
            while (found.isEmpty()) {
                if (left <= 0) {
                    throw new AssertionError("no " + what + " within " + patience + "; " + streams.size()
                            + " of " + opened + " streams open; received:"
                            + requests.stream().map(request -> "\n  " + request).reduce("", String::concat));
                }
                left = changed.awaitNanos(left);
                found = question.get();
            }
            return found.get();
        });
    }

    private void answerAll() {
        Set<String> types = new LinkedHashSet<>(ORDER);
        types.addAll(catalogue.byType().keySet());
        List.copyOf(streams).forEach(stream -> types.forEach(type -> answer(stream, type)));
    }

    private void answer(AdsStream stream, String type) {
        if (delay.isZero()) {
            answerNow(stream, type);
        } else {
            later.run(delay, () -> locked(() -> answerNow(stream, type)));
        }
    }

    private void answerNow(AdsStream stream, String type) {
        if (!held.contains(type) && streams.contains(stream)) {
            stream.answer(type, catalogue, reuseNonce.remove(type));
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Interruptible<T> question) {
        lock.lock();
        try {
            return question.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }

    private interface Interruptible<T> {
        T get() throws InterruptedException;
    }
}
