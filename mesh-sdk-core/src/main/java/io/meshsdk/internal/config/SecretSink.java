package io.meshsdk.internal.config;

import io.meshsdk.model.Secret;
import io.meshsdk.spi.Finding;
import java.util.Set;

/** Takes secrets as they come and go. On the control thread. */
public interface SecretSink {
    void secret(Secret secret);

    /** Not there within the initial fetch timeout; one that was there before stays in force. */
    void absent(String name);

    void rejected(Finding.Rejected why);

    /** Nothing names these any more: keys are not to stay in memory for nobody. */
    default void forgotten(Set<String> names) {}
}
