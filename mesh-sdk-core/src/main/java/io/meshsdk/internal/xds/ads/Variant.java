package io.meshsdk.internal.xds.ads;

/** The two forms of the protocol. */
public enum Variant {
    STATE_OF_THE_WORLD,
    DELTA
}
