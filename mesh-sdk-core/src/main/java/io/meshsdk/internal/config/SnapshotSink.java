package io.meshsdk.internal.config;

/** Takes a complete configuration, compiles it and publishes it with one write. On the control thread. */
public interface SnapshotSink {
    void publish(Configuration configuration);
}
