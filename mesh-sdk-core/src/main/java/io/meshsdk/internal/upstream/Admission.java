package io.meshsdk.internal.upstream;

import io.meshsdk.model.CircuitBreakers.Thresholds;

/** The limits of one cluster and routing priority as they are now. Immutable. */
record Admission(Thresholds thresholds, Limit requests, Limit retries) {
    static Admission of(String cluster, Thresholds thresholds) {
        if (thresholds.retryBudget().isPresent()) {
            // Requests are counted where there is no limit, too: the budget is a share of them.
            Limit requests = Limit.of(cluster + ".max_requests", Math.min(Integer.MAX_VALUE, thresholds.maxRequests()));
            return new Admission(
                    thresholds, requests, Limit.share(thresholds.retryBudget().get(), requests));
        }
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
        if (now.retryBudget().isPresent() || thresholds.retryBudget().isPresent()) {
            // A budget is of the requests beside which it stands.
            boolean same =
                    now.retryBudget().equals(thresholds.retryBudget()) && now.maxRequests() == thresholds.maxRequests();
            return same ? new Admission(now, requests, retries) : next;
        }
        return new Admission(
                now,
                now.maxRequests() == thresholds.maxRequests() ? requests : next.requests,
                now.maxRetries() == thresholds.maxRetries() ? retries : next.retries);
    }
}
