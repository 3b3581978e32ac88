package io.meshsdk.internal.config;

import io.meshsdk.spi.ConfigSink;

/** Hears what sources deliver, for the report, health and meters. On the control thread. */
public interface ConfigListener {
    void updated(ConfigSink.Update update);

    void progress(ConfigSink.Progress progress);
}
