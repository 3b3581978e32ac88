package io.meshsdk.grpc.internal.call;

import io.grpc.ClientInterceptor;
import io.meshsdk.grpc.internal.connect.ChannelSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a user said about a channel.
 *
 * @param authority of its calls, unless one says otherwise
 * @param listener the outbound listener to use; empty lets the authority decide
 * @param executor where listeners are told, unless a call says otherwise; empty for the mesh's callback executor
 * @param maxInboundMessageBytes {@link #MESSAGE_SIZE_OF_GRPC} leaves gRPC's own
 */
public record ChannelOptions(
        String authority,
        Optional<String> listener,
        Optional<Executor> executor,
        List<ClientInterceptor> interceptors,
        ChannelSettings settings,
        int maxInboundMessageBytes,
        Heads heads) {
    public static final int MESSAGE_SIZE_OF_GRPC = -1;

    public ChannelOptions {
        interceptors = List.copyOf(interceptors);
    }

    /** When the head of an answer of one message is told. */
    public enum Heads {
        /** With its message and its end, in one turn of the executor. */
        WITH_THE_ANSWER,
        /** As soon as it comes. */
        EARLY
    }
}
