package io.meshsdk.grpc.internal.call;

import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.OutboundCall;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A call as its caller holds it. Until the response's head is there, what the caller says goes through the {@link CallDriver}, which keeps it for
 * another attempt; from then on it goes straight to the committed inner call.
 */
final class MeshCall<ReqT, RespT> extends ClientCall<ReqT, RespT> implements Context.CancellationListener {
    private final MeshChannel channel;
    private final InnerMethod<ReqT, RespT> method;
    private final CallOptions options;
    private final Context context;
    private final Turns turns;
    private final Told<RespT> told;
    private final CallDriver<ReqT, RespT> driver;
    private boolean compressed = true;
    /** Guarded by the turns. */
    private boolean started;

    /** Guarded by the turns. */
    private boolean cancelledEarly;

    MeshCall(MeshChannel channel, InnerMethod<ReqT, RespT> method, CallOptions options) {
        this.channel = channel;
        this.method = method;
        this.options = options;
        this.context = Context.current();
        Executor executor = options.getExecutor() != null ? options.getExecutor() : channel.executor();
        Delivery delivery = new Delivery(executor, context);
        this.turns = new Turns(delivery);
        this.told = new Told<>(delivery, method.outer().getType().serverSendsOneMessage() && !channel.earlyHeaders());
        this.driver = new CallDriver<>(this, channel, method, inner(options, executor), context, turns, told);
    }

    private CallOptions inner(CallOptions outer, Executor executor) {
        CallOptions inner = outer.getExecutor() == null ? outer : outer.withExecutor(null);
        if (inner.isWaitForReady()) {
            // Waiting is the engine's.
            inner = inner.withoutWaitForReady();
        }
        CallCredentials credentials = inner.getCredentials();
        if (credentials != null) {
            inner = inner.withCallCredentials(new ExecutorCredentials(credentials, executor, context));
        }
        if (inner.getMaxInboundMessageSize() == null && channel.maxInboundMessageBytes() >= 0) {
            inner = inner.withMaxInboundMessageSize(channel.maxInboundMessageBytes());
        }
        return inner;
    }

    @Override
    public void start(Listener<RespT> listener, Metadata metadata) {
        turns.begin();
        try {
            if (started || cancelledEarly) {
                throw new IllegalStateException(
                        started ? "the call was started already" : "the call was cancelled before its start");
            }
            started = true;
            told.listen(listener, this);
            String refusal = channel.begin(this);
            if (refusal != null) {
                driver.refuse(Status.UNAVAILABLE.withDescription(refusal));
                return;
            }
            Headers headers = Heads.request(metadata);
            Deadline deadline = channel.deadline(options, context);
            String authority = options.getAuthority() != null ? options.getAuthority() : channel.authority();
            RequestHead head = new RequestHead("POST", "http", authority, method.path(), headers);
            OutboundCall engine = channel.mesh().outbound().open(head, channel.engineOptions(deadline));
            driver.begin(new OpenedCall(engine, metadata, headers, deadline));
            if (context != Context.ROOT && !driver.closed()) {
                context.addListener(this, Runnable::run);
            }
        } finally {
            turns.end();
        }
    }

    @Override
    public void request(int numMessages) {
        InnerCall<ReqT, RespT> direct = driver.committed();
        if (direct != null) {
            direct.call().request(numMessages);
            return;
        }
        driver.turn(() -> {
            driver.requested = driver.requested + numMessages < 0 ? Integer.MAX_VALUE : driver.requested + numMessages;
            InnerCall<ReqT, RespT> to = driver.current();
            if (to != null) {
                to.call().request(numMessages);
            }
        });
    }

    @Override
    public void sendMessage(ReqT message) {
        Held<ReqT> held = new Held<>(message, compressed);
        InnerCall<ReqT, RespT> direct = driver.committed();
        if (direct != null) {
            driver.touched(direct);
            direct.send(held);
            return;
        }
        driver.turn(() -> {
            driver.replay.add(held);
            InnerCall<ReqT, RespT> to = driver.current();
            if (to != null) {
                driver.touched(to);
                to.send(held);
            }
            driver.checkReplay();
        });
    }

    @Override
    public void halfClose() {
        driver.turn(() -> {
            driver.halfClosed = true;
            driver.engine().requestEnded();
            InnerCall<ReqT, RespT> to = driver.current();
            if (to != null) {
                to.call().halfClose();
                driver.rearm();
            }
        });
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        Status status = Status.CANCELLED;
        if (message != null || cause == null) {
            status = status.withDescription(message == null ? "the call was cancelled" : message);
        }
        cancelled(cause == null ? status : status.withCause(cause));
    }

    /** The context of the call was cancelled. */
    @Override
    public void cancelled(Context cancelled) {
        Status status = Contexts.statusFromCancelled(context);
        cancelled(status == null ? Status.CANCELLED.withDescription("the context was cancelled") : status);
    }

    private void cancelled(Status status) {
        driver.turn(() -> {
            if (started) {
                driver.cancelled(status);
            } else {
                cancelledEarly = true;
            }
        });
    }

    /** In a turn, once. */
    void ended() {
        if (context != Context.ROOT) {
            context.removeListener(this);
        }
        channel.ended(this);
    }

    @Override
    public boolean isReady() {
        InnerCall<ReqT, RespT> direct = driver.committed();
        if (direct != null) {
            return direct.call().isReady();
        }
        turns.begin();
        try {
            InnerCall<ReqT, RespT> to = driver.current();
            return to != null && to.call().isReady();
        } finally {
            turns.end();
        }
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        compressed = enabled;
    }

    @Override
    public Attributes getAttributes() {
        InnerCall<ReqT, RespT> direct = driver.committed();
        return direct == null ? Attributes.EMPTY : direct.call().getAttributes();
    }
}
