package io.meshsdk.internal.xds.ads;

import java.util.Optional;

/**
 * One type on one stream: turns interest and verdicts into requests. Lives as long as the stream, so that no nonce outlives
 * the stream that gave it. Without I/O, clock or thread.
 */
interface Protocol {
    /** The request that makes the server's view of the interest this one; empty where it is so already. */
    Optional<AdsRequest> want(Interest interest);

    /** Takes what a response brought. */
    AdsRequest ack(String version, String nonce);

    /**
     * Refuses what a response brought, or a part of it.
     *
     * @param error names resource, field and the way out
     */
    AdsRequest nack(String nonce, String error);
}
