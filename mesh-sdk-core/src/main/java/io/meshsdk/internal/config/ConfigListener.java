package io.meshsdk.internal.config;

import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import java.util.Set;

/** Hears what sources deliver, for the report, health and meters. On the control thread. */
public interface ConfigListener {
    void updated(ConfigSink.Update update);

    void progress(ConfigSink.Progress progress);

    /** Nobody asks for these any more, and nothing will be told of them. */
    default void released(ResourceType type, Set<String> names) {}
}
