package io.meshsdk.internal.upstream;

import io.meshsdk.model.CircuitBreakers.Thresholds;

/** The limits of one cluster and routing priority as they are now. Immutable. */
record Admission(Thresholds thresholds, Limit requests, Limit retries) {
    static Admission of(String cluster, Thresholds thresholds) {
        return new Admission(
                thresholds,
                Limit.of(cluster + ".max_requests", thresholds.maxRequests()),
                Limit.of(cluster + ".max_retries", thresholds.maxRetries()));
    }

    /** The same limits where they did not change, so that what is out counts on. */
    Admission changed(String cluster, Thresholds now) {
        if (now.equals(thresholds)) {
            return this;
        }
        Admission next = of(cluster, now);
        return new Admission(
                now,
                now.maxRequests() == thresholds.maxRequests() ? requests : next.requests,
                now.maxRetries() == thresholds.maxRetries() ? retries : next.retries);
    }
}
