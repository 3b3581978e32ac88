package io.meshsdk.internal.xds.bootstrap;

/** How the control plane is spoken to. */
public enum Dialect {
    /** All listeners and clusters of the node are sent unasked. */
    ENVOY,
    /** Every resource is asked for by name. */
    GRPC
}
