package io.meshsdk.spi;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import org.jspecify.annotations.Nullable;

/** What is known of a call so far. Read by its observer while it is told something, on that thread, and not kept. */
public interface CallFacts {
    Direction direction();

    /** As the caller sent it. */
    RequestHead head();

    /** On the clock of {@code Time.nanos()}. */
    long startedNanos();

    /** The listener's name; empty until it is known. */
    String listener();

    /** The virtual host's name; empty until it is known. */
    String virtualHost();

    /** The route's name, which may be empty. */
    String route();

    /** The cluster's name; empty until it is known, and for inbound calls. */
    String cluster();

    /** The endpoint whose response the caller gets, else that of the last attempt. */
    @Nullable
    Endpoint endpoint();

    /** Attempts begun. */
    int attempts();

    /** Those set here besides the outcome's own, such as {@code URX} on an answer that no retry was left for. */
    default ResponseFlags flags() {
        return ResponseFlags.NONE;
    }

    /** What filters left for records, as {@code envoy.filters.http.rbac} does with the answers of its rules. */
    default Metadata dynamicMetadata() {
        return Metadata.EMPTY;
    }

    /**
     * Who is at the other end: of an inbound call its caller, of an outbound one the server whose response the caller gets, else
     * that of the last attempt; {@link Peer#PLAINTEXT} where there was no TLS, or no connection yet.
     */
    Peer peer();

    enum Direction {
        OUTBOUND,
        INBOUND
    }
}
