package io.meshsdk.spring.tomcat;

/** What becomes of a plaintext connection to a port that asks for TLS. */
public enum PlaintextConnections {
    /** Closed before it is answered anything, as by Envoy. */
    CLOSED,
    /** Heard, for some paths may be asked for in plaintext; the inbound valve refuses all others. */
    HEARD
}
