package io.meshsdk.internal.upstream;

/** Told, on the control thread, what pools must drain. Must not block. */
public interface EndpointListener {
    /** The endpoint or its cluster is gone; {@code removed()} is true already. */
    void removed(LiveEndpoint endpoint);

    /** {@link LiveEndpoint#security} is another generation now: connections of former ones drain. */
    default void rekeyed(LiveEndpoint endpoint) {}
}
