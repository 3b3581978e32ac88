package io.meshsdk.model;

import java.util.Optional;

/** {@code envoy.config.cluster.v3.CircuitBreakers}: thresholds for each routing priority. */
public record CircuitBreakers(Thresholds defaultPriority, Thresholds highPriority) {
    public static final CircuitBreakers DEFAULT = new CircuitBreakers(Thresholds.DEFAULT, Thresholds.DEFAULT);

    public Thresholds of(RouteAction.RoutingPriority priority) {
        return priority == RouteAction.RoutingPriority.HIGH ? highPriority : defaultPriority;
    }

    /** Unsigned 32 bits each: 4 294 967 295 means none in practice. */
    public record Thresholds(
            long maxConnections,
            long maxPendingRequests,
            long maxRequests,
            long maxRetries,
            Optional<RetryBudget> retryBudget) {
        /** Envoy's. */
        public static final Thresholds DEFAULT = new Thresholds(1024, 1024, 1024, 3);

        /** Without a budget for retries. */
        public Thresholds(long maxConnections, long maxPendingRequests, long maxRequests, long maxRetries) {
            this(maxConnections, maxPendingRequests, maxRequests, maxRetries, Optional.empty());
        }
    }

    /**
     * {@code Thresholds.retry_budget}: how many retries at once, by the requests that are active. In the place of
     * {@code max_retries}.
     *
     * @param budgetPercent of the requests that are active or wait for a connection, 0 to 100
     * @param minRetryConcurrency allowed however few they are
     */
    public record RetryBudget(double budgetPercent, long minRetryConcurrency) {
        /** Envoy's. */
        public static final RetryBudget DEFAULT = new RetryBudget(20, 3);
    }
}
