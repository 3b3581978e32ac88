package io.meshsdk.internal.identity;

import io.meshsdk.internal.identity.Forge.Parts;
import org.jspecify.annotations.Nullable;

/** Hears what a socket's new parts came to. */
interface SocketListener {
    /**
     * @param where names the cluster or the filter chain
     * @param problem why the parts cannot be used; null where they are in force now
     */
    void took(String where, Parts parts, @Nullable UnusableSecretException problem);
}
