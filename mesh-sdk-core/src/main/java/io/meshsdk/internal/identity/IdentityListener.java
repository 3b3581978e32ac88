package io.meshsdk.internal.identity;

import io.meshsdk.internal.upstream.SecuritySource;
import io.meshsdk.spi.Finding;

/** Told on the control thread what became of keys and trust. */
public interface IdentityListener {
    /** What the cluster's connections use from now on. */
    void security(String cluster, SecuritySource source);

    /** A secret, file or TLS setting that cannot be used; what was in force stays. Names no secret's content. */
    void rejected(Finding.Rejected why);

    /** For people: an own certificate ran out, and the like. */
    void warning(String sentence);
}
