package io.meshsdk.internal.resilience;

import io.meshsdk.call.Headers;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a trusted caller asks for in headers. */
final class CallerRetries {
    private CallerRetries() {}

    static RetryPolicy apply(RetryPolicy policy, Headers headers) {
        Set<RetryOn> on = new HashSet<>(policy.retryOn());
        int retries = policy.numRetries();
        for (String name : List.of("x-envoy-retry-on", "x-envoy-retry-grpc-on")) {
            String asked = headers.get(name);
            if (asked != null) {
                on.addAll(RetryRules.named(asked));
                // A policy of the caller's own allows one retry, as any policy does.
                retries = policy.retryOn().isEmpty() ? Math.max(1, retries) : retries;
            }
        }
        long asked = number(headers.get("x-envoy-max-retries"));
        RetryPolicy changed = withRetryOn(policy, on, asked >= 0 ? (int) Math.min(asked, 1_000) : retries);
        long perTry = number(headers.get("x-envoy-upstream-rq-per-try-timeout-ms"));
        return new RetryPolicy(
                changed.retryOn(),
                changed.numRetries(),
                perTry >= 0 ? Optional.of(Duration.ofMillis(perTry)) : changed.perTryTimeout(),
                changed.perTryIdleTimeout(),
                statusCodes(policy, headers.get("x-envoy-retriable-status-codes")),
                headerNames(policy, headers.get("x-envoy-retriable-header-names")),
                changed.retriableRequestHeaders(),
                changed.baseInterval(),
                changed.maxInterval(),
                changed.previousHosts(),
                changed.hostSelectionRetryMaxAttempts());
    }

    static RetryPolicy withRetryOn(RetryPolicy policy, Set<RetryOn> on, int retries) {
        return new RetryPolicy(
                on,
                retries,
                policy.perTryTimeout(),
                policy.perTryIdleTimeout(),
                policy.retriableStatusCodes(),
                policy.retriableHeaders(),
                policy.retriableRequestHeaders(),
                policy.baseInterval(),
                policy.maxInterval(),
                policy.previousHosts(),
                policy.hostSelectionRetryMaxAttempts());
    }

    private static Set<Integer> statusCodes(RetryPolicy policy, @Nullable String list) {
        Set<Integer> codes = new HashSet<>(policy.retriableStatusCodes());
        if (list != null) {
            for (String code : list.split(",", -1)) {
                long number = number(code.strip());
                if (number > 0 && number < 1_000) {
                    codes.add((int) number);
                }
            }
        }
        return codes;
    }

    private static List<HeaderMatcher> headerNames(RetryPolicy policy, @Nullable String list) {
        List<HeaderMatcher> matchers = new ArrayList<>(policy.retriableHeaders());
        if (list != null) {
            for (String name : list.split(",", -1)) {
                matchers.add(new HeaderMatcher(
                        name.strip().toLowerCase(Locale.ROOT), new HeaderMatcher.Present(true), false, false));
            }
        }
        return matchers;
    }

    /** Negative where it is none. */
    private static long number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 12) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
