package io.meshsdk.internal.net;

import io.meshsdk.model.HttpProtocolOptions;

/** How long one connection is kept, by the configuration that it was opened under. */
final class KeepRules {
    private final HttpProtocolOptions options;
    private final long idleNanos;
    private final long endNanos;
    private final boolean ends;
    private long idleSince;
    private boolean spent;

    KeepRules(HttpProtocolOptions options, long nowNanos) {
        this.options = options;
        this.idleNanos = options.idleTimeout().toNanos();
        this.ends = !options.maxConnectionDuration().isZero();
        this.endNanos = nowNanos + options.maxConnectionDuration().toNanos();
        this.idleSince = nowNanos;
    }

    HttpProtocolOptions options() {
        return options;
    }

    int maxHeadBytes() {
        return options.maxResponseHeadersBytes();
    }

    int maxHeaders() {
        return options.maxHeadersCount();
    }

    void idleFrom(long nowNanos) {
        idleSince = nowNanos;
    }

    /** Never again. */
    void spent() {
        spent = true;
    }

    /** Whether a connection that has carried so many exchanges may carry another. */
    boolean keep(int exchanges, long nowNanos) {
        return mayCarryMore(exchanges) && (!ends || nowNanos - endNanos < 0);
    }

    /** The same, whatever its age. */
    boolean mayCarryMore(int exchanges) {
        int max = options.maxRequestsPerConnection();
        return !spent && (max == 0 || exchanges < max);
    }

    /** Since there was an exchange on it. */
    long idleNanos(long nowNanos) {
        return nowNanos - idleSince;
    }

    boolean idledOut(long nowNanos) {
        return idleNanos > 0 && nowNanos - idleSince >= idleNanos;
    }
}
