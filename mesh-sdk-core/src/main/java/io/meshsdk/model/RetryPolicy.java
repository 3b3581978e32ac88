package io.meshsdk.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code envoy.config.route.v3.RetryPolicy}.
 *
 * @param retryOn empty means that nothing is retried
 * @param perTryTimeout empty means the route's timeout
 * @param retriableStatusCodes heeded only with {@link RetryOn#RETRIABLE_STATUS_CODES}
 */
public record RetryPolicy(
        Set<RetryOn> retryOn,
        int numRetries,
        Optional<Duration> perTryTimeout,
        Optional<Duration> perTryIdleTimeout,
        Set<Integer> retriableStatusCodes,
        List<HeaderMatcher> retriableHeaders,
        List<HeaderMatcher> retriableRequestHeaders,
        Duration baseInterval,
        Duration maxInterval,
        boolean previousHosts,
        int hostSelectionRetryMaxAttempts) {
    /** Nothing is retried. */
    public static final RetryPolicy NONE = on(Set.of(), 0);

    public RetryPolicy {
        retryOn = Set.copyOf(retryOn);
        retriableStatusCodes = Set.copyOf(retriableStatusCodes);
        retriableHeaders = List.copyOf(retriableHeaders);
        retriableRequestHeaders = List.copyOf(retriableRequestHeaders);
    }

    /** With Envoy's defaults for all else: 25 ms base interval, 250 ms at the most. */
    public static RetryPolicy on(Set<RetryOn> retryOn, int numRetries) {
        return new RetryPolicy(
                retryOn,
                numRetries,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                List.of(),
                List.of(),
                Duration.ofMillis(25),
                Duration.ofMillis(250),
                false,
                1);
    }

    /** The names of {@code retry_on}, HTTP's and gRPC's. */
    public enum RetryOn {
        SERVER_ERROR("5xx"),
        GATEWAY_ERROR("gateway-error"),
        RESET("reset"),
        RESET_BEFORE_REQUEST("reset-before-request"),
        CONNECT_FAILURE("connect-failure"),
        ENVOY_RATELIMITED("envoy-ratelimited"),
        RETRIABLE_4XX("retriable-4xx"),
        REFUSED_STREAM("refused-stream"),
        RETRIABLE_STATUS_CODES("retriable-status-codes"),
        RETRIABLE_HEADERS("retriable-headers"),
        HTTP3_POST_CONNECT_FAILURE("http3-post-connect-failure"),
        GRPC_CANCELLED("cancelled"),
        GRPC_DEADLINE_EXCEEDED("deadline-exceeded"),
        GRPC_INTERNAL("internal"),
        GRPC_RESOURCE_EXHAUSTED("resource-exhausted"),
        GRPC_UNAVAILABLE("unavailable");

        private final String configName;

        RetryOn(String configName) {
            this.configName = configName;
        }

        /** As {@code retry_on} spells it. */
        public String configName() {
            return configName;
        }
    }
}
