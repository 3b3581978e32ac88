package io.meshsdk.internal.resilience;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.match.HeaderTest;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A {@link RetryPolicy}, compiled. Immutable. */
public final class RetryRules {
    private static final int RESETS = bit(RetryOn.SERVER_ERROR) | bit(RetryOn.GATEWAY_ERROR) | bit(RetryOn.RESET);
    private static final int GRPC = bit(RetryOn.GRPC_CANCELLED)
            | bit(RetryOn.GRPC_DEADLINE_EXCEEDED)
            | bit(RetryOn.GRPC_INTERNAL)
            | bit(RetryOn.GRPC_RESOURCE_EXHAUSTED)
            | bit(RetryOn.GRPC_UNAVAILABLE);

    private static final int OF_ANY_ANSWER = GRPC
            | bit(RetryOn.RETRIABLE_STATUS_CODES)
            | bit(RetryOn.RETRIABLE_HEADERS)
            | bit(RetryOn.ENVOY_RATELIMITED);

    /** Nothing is retried. */
    public static final RetryRules NONE = of(RetryPolicy.NONE);

    private final RetryPolicy policy;
    private final int on;
    /** Whether an answer below 400 may ask for another attempt. */
    private final boolean heedsGoodAnswers;

    private final int[] statusCodes;
    private final HeaderTest[] responseHeaders;
    private final HeaderTest[] requestHeaders;
    private final long perTryNanos;
    private final long perTryIdleNanos;
    private final long baseNanos;
    private final long maxNanos;

    private RetryRules(RetryPolicy policy) {
        this.policy = policy;
        int bits = 0;
        for (RetryOn condition : policy.retryOn()) {
            bits |= bit(condition);
        }
        this.on = bits;
        this.heedsGoodAnswers = (bits & OF_ANY_ANSWER) != 0;
        this.statusCodes = policy.retriableStatusCodes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        this.responseHeaders = tests(policy.retriableHeaders());
        this.requestHeaders = tests(policy.retriableRequestHeaders());
        this.perTryNanos = policy.perTryTimeout().map(Duration::toNanos).orElse(0L);
        this.perTryIdleNanos = policy.perTryIdleTimeout().map(Duration::toNanos).orElse(0L);
        this.baseNanos = policy.baseInterval().toNanos();
        this.maxNanos = policy.maxInterval().toNanos();
    }

    /**
     * @throws IllegalArgumentException where a header matcher cannot be compiled
     */
    public static RetryRules of(RetryPolicy policy) {
        return new RetryRules(policy);
    }

    /** What holds for one request, whose headers may turn retries off. */
    public RetryRules of(RequestHead head) {
        if (requestHeaders.length == 0 || anyMatches(head)) {
            return this;
        }
        return withRetryOn(Set.of());
    }

    /**
     * What a trusted caller's {@code x-envoy-*} headers add: conditions, status codes and header names; number of retries
     * and time per try are replaced.
     */
    public RetryRules withCaller(Headers headers) {
        return new RetryRules(CallerRetries.apply(policy, headers));
    }

    public boolean isNone() {
        return on == 0;
    }

    public int numRetries() {
        return policy.numRetries();
    }

    /** 0 means that none is set, and the route's timeout is the only one. */
    public long perTryNanos() {
        return perTryNanos;
    }

    /** 0 none. */
    public long perTryIdleNanos() {
        return perTryIdleNanos;
    }

    /** {@code previous_hosts}: a retry avoids the endpoints that were tried. */
    public boolean avoidsPreviousHosts() {
        return policy.previousHosts();
    }

    /** {@code host_selection_retry_max_attempts}. */
    public int hostSelectionAttempts() {
        return policy.hostSelectionRetryMaxAttempts();
    }

    /**
     * @param number 1 is the first retry
     */
    public long backOffNanos(int number, RandomGenerator random) {
        return BackOff.nanos(number, baseNanos, maxNanos, random);
    }

    /** Whether a response asks for another attempt. */
    public boolean retries(ResponseHead head) {
        // Nearly all answers are good ones, which few rules ask anything of: for them this stays small enough to be
        // inlined.
        return on != 0 && (head.status() >= 400 || heedsGoodAnswers) && asksForAnother(head);
    }

    private boolean asksForAnother(ResponseHead head) {
        // Such an answer is another Envoy's: it has limits of its own, and only one condition means it.
        if (head.headers().contains("x-envoy-ratelimited")) {
            return has(RetryOn.ENVOY_RATELIMITED);
        }
        int status = head.status();
        return (has(RetryOn.SERVER_ERROR) && status >= 500 && status < 600)
                || (has(RetryOn.GATEWAY_ERROR) && status >= 502 && status <= 504)
                || (has(RetryOn.RETRIABLE_4XX) && status == 409)
                || (has(RetryOn.RETRIABLE_STATUS_CODES) && isRetriable(status))
                || (has(RetryOn.RETRIABLE_HEADERS) && anyMatches(head))
                || ((on & GRPC) != 0 && isRetriable(head.headers().get("grpc-status")));
    }

    /** Whether an attempt that ended without a response head asks for another. */
    public boolean retries(Outcome outcome) {
        if (on == 0) {
            return false;
        }
        if (outcome instanceof Outcome.ConnectFailed) {
            return hasAny(RESETS | bit(RetryOn.CONNECT_FAILURE) | bit(RetryOn.RESET_BEFORE_REQUEST));
        }
        if (outcome instanceof Outcome.Unprocessed) {
            return hasAny(RESETS | bit(RetryOn.REFUSED_STREAM) | bit(RetryOn.RESET_BEFORE_REQUEST));
        }
        return hasAny(RESETS)
                && (outcome instanceof Outcome.Disconnected
                        || outcome instanceof Outcome.Reset
                        || outcome instanceof Outcome.ProtocolError
                        || outcome instanceof Outcome.TryTimedOut);
    }

    private RetryRules withRetryOn(Set<RetryOn> changed) {
        return new RetryRules(CallerRetries.withRetryOn(policy, changed, policy.numRetries()));
    }

    private boolean isRetriable(int status) {
        for (int code : statusCodes) {
            if (code == status) {
                return true;
            }
        }
        return false;
    }

    private boolean isRetriable(@org.jspecify.annotations.Nullable String grpcStatus) {
        if (grpcStatus == null) {
            return false;
        }
        return switch (grpcStatus) {
            case "1" -> has(RetryOn.GRPC_CANCELLED);
            case "4" -> has(RetryOn.GRPC_DEADLINE_EXCEEDED);
            case "8" -> has(RetryOn.GRPC_RESOURCE_EXHAUSTED);
            case "13" -> has(RetryOn.GRPC_INTERNAL);
            case "14" -> has(RetryOn.GRPC_UNAVAILABLE);
            default -> false;
        };
    }

    private boolean anyMatches(ResponseHead head) {
        for (HeaderTest test : responseHeaders) {
            if (test.matches(head)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyMatches(RequestHead head) {
        for (HeaderTest test : requestHeaders) {
            if (test.matches(head)) {
                return true;
            }
        }
        return false;
    }

    private boolean has(RetryOn condition) {
        return hasAny(bit(condition));
    }

    private boolean hasAny(int bits) {
        return (on & bits) != 0;
    }

    private static int bit(RetryOn condition) {
        return 1 << condition.ordinal();
    }

    private static HeaderTest[] tests(List<io.meshsdk.model.HeaderMatcher> matchers) {
        return matchers.stream().map(HeaderTest::of).toArray(HeaderTest[]::new);
    }

    static Set<RetryOn> named(String list) {
        Set<RetryOn> found = new HashSet<>();
        for (String name : list.split(",", -1)) {
            Arrays.stream(RetryOn.values())
                    .filter(condition -> condition.configName().equals(name.strip()))
                    .forEach(found::add);
        }
        return found;
    }
}
