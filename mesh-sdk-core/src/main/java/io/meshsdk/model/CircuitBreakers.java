package io.meshsdk.model;

/** {@code envoy.config.cluster.v3.CircuitBreakers}: thresholds for each routing priority. */
public record CircuitBreakers(Thresholds defaultPriority, Thresholds highPriority) {
    public static final CircuitBreakers DEFAULT = new CircuitBreakers(Thresholds.DEFAULT, Thresholds.DEFAULT);

    public Thresholds of(RouteAction.RoutingPriority priority) {
        return priority == RouteAction.RoutingPriority.HIGH ? highPriority : defaultPriority;
    }

    /** Unsigned 32 bits each: 4 294 967 295 means none in practice. */
    public record Thresholds(long maxConnections, long maxPendingRequests, long maxRequests, long maxRetries) {
        /** Envoy's. */
        public static final Thresholds DEFAULT = new Thresholds(1024, 1024, 1024, 3);
    }
}
