package io.meshsdk.internal.xds.ads.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.AdsServer;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One stream. Its state belongs to the control thread, to which the callbacks of gRPC hop. */
final class GrpcStream<Q, P> extends ClientCall.Listener<P> implements AdsServer.Stream {
    private final Messages<Q, P> messages;
    private final AdsServer.Receiver receiver;
    private final Executor control;
    private final int maxInboundBytes;
    private @Nullable ManagedChannel channel;
    private @Nullable ClientCall<Q, P> call;
    private boolean cancelled;

    GrpcStream(Messages<Q, P> messages, AdsServer.Receiver receiver, Executor control, int maxInboundBytes) {
        this.messages = messages;
        this.receiver = receiver;
        this.control = control;
        this.maxInboundBytes = maxInboundBytes;
    }

    /** On the control thread, as soon as there is a channel. */
    void start(ManagedChannel opened) {
        if (cancelled) {
            opened.shutdownNow();
            return;
        }
        channel = opened;
        ClientCall<Q, P> started =
                opened.newCall(messages.method(), CallOptions.DEFAULT.withMaxInboundMessageSize(maxInboundBytes));
        call = started;
        started.start(this, new Metadata());
        // One message in flight: the next is asked for when this one has been worked on.
        started.request(1);
    }

    @Override
    public void send(AdsRequest request) {
        Objects.requireNonNull(call).sendMessage(messages.message(request));
    }

    @Override
    public void next() {
        Objects.requireNonNull(call).request(1);
    }

    @Override
    public void cancel(String why) {
        cancelled = true;
        if (call != null) {
            call.cancel(why, null);
        }
        shutDown();
    }

    private void shutDown() {
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    /** Comes for the first time when the connection is there: TLS is done, and the server's settings have come. */
    @Override
    public void onReady() {
        control.execute(receiver::up);
    }

    @Override
    public void onMessage(P message) {
        control.execute(() -> receiver.received(messages.response(message)));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        control.execute(() -> {
            shutDown();
            receiver.closed(why(status));
        });
    }

    private static String why(Status status) {
        if (status.isOk()) {
            return "ended by the server";
        }
        Throwable cause = status.getCause();
        String said = status.getDescription() == null ? "" : ": " + status.getDescription();
        return status.getCode() + said + (cause == null ? "" : " (" + cause + ")");
    }
}
