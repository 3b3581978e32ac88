package io.meshsdk.engine;

import io.meshsdk.call.Deadline;
import java.util.Optional;

/**
 * What a caller may say about one call.
 *
 * @param deadline the caller's own, on the clock of {@code Time.nanos()}
 * @param listener the outbound listener to use; empty lets the authority decide
 * @param protocol what the caller speaks
 */
public record CallOptions(Deadline deadline, Optional<String> listener, Protocol protocol) {
    public static final CallOptions HTTP = new CallOptions(Deadline.NONE, Optional.empty(), Protocol.HTTP);

    public CallOptions withDeadline(Deadline changed) {
        return new CallOptions(changed, listener, protocol);
    }

    public CallOptions withListener(String name) {
        return new CallOptions(deadline, Optional.of(name), protocol);
    }

    public enum Protocol {
        HTTP,
        GRPC
    }
}
