package io.meshsdk.internal.xds.ads.wire;

import io.grpc.ManagedChannel;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.model.Node;
import java.util.concurrent.Executor;

/**
 * A management server over gRPC. Each stream has a channel of its own: a stream that fails says so at once instead of waiting
 * for the channel's own pause, and the next one uses the certificates that are current then.
 */
public final class GrpcAdsServer implements AdsServer {
    private final String name;
    private final Service service;
    private final Channels channels;
    private final io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node node;
    private final int maxInboundBytes;
    private final Executor control;
    private final Executor blocking;

    /** Whence channels come. */
    @FunctionalInterface
    public interface Channels {
        /**
         * A new channel, which the caller shuts down. May block on files and names.
         *
         * @throws IllegalStateException where there is no security to open one with; the message says what is missing
         */
        ManagedChannel open();
    }

    /**
     * @param control the mesh's control thread
     * @param blocking for what may block
     */
    public GrpcAdsServer(
            String name,
            Service service,
            Channels channels,
            Node node,
            int maxInboundBytes,
            Executor control,
            Executor blocking) {
        this.name = name;
        this.service = service;
        this.channels = channels;
        this.node = Nodes.message(node);
        this.maxInboundBytes = maxInboundBytes;
        this.control = control;
        this.blocking = blocking;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Stream open(Variant variant, Receiver receiver) {
        return switch (variant) {
            case STATE_OF_THE_WORLD -> open(new StateOfTheWorldMessages(node, service), receiver);
            case DELTA -> open(new DeltaMessages(node, service), receiver);
        };
    }

    private <Q, P> Stream open(Messages<Q, P> messages, Receiver receiver) {
        GrpcStream<Q, P> stream = new GrpcStream<>(messages, receiver, control, maxInboundBytes);
        blocking.execute(() -> {
            try {
                ManagedChannel channel = channels.open();
                control.execute(() -> stream.start(channel));
            } catch (RuntimeException e) {
                control.execute(() -> receiver.closed(String.valueOf(e.getMessage())));
            } catch (Error e) {
                control.execute(() -> receiver.closed(String.valueOf(e)));
                throw e;
            }
        });
        return stream;
    }
}
