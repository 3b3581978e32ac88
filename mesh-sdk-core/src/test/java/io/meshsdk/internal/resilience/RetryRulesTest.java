package io.meshsdk.internal.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.StringMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRulesTest {
    @ParameterizedTest(name = "{0} retries status {1}: {2}")
    @CsvSource({
        "5xx, 500, true",
        "5xx, 599, true",
        "5xx, 429, false",
        "gateway-error, 500, false",
        "gateway-error, 502, true",
        "gateway-error, 504, true",
        "gateway-error, 505, false",
        "retriable-4xx, 409, true",
        "retriable-4xx, 404, false",
        "retriable-status-codes, 418, true",
        "retriable-status-codes, 417, false",
        "connect-failure, 503, false",
        "reset, 503, false",
    })
    void statuses(String on, int status, boolean retried) {
        assertThat(rules(on).retries(new ResponseHead(status, Headers.EMPTY))).isEqualTo(retried);
    }

    @ParameterizedTest(name = "{0} retries {1}: {2}")
    @CsvSource({
        "5xx, connect, true",
        "5xx, reset, true",
        "5xx, close, true",
        "5xx, try timeout, true",
        "5xx, garbage, true",
        "gateway-error, connect, true",
        "gateway-error, try timeout, true",
        "reset, try timeout, true",
        "connect-failure, connect, true",
        "connect-failure, reset, false",
        "connect-failure, try timeout, false",
        "reset-before-request, connect, true",
        "reset-before-request, close, false",
        "refused-stream, unprocessed, true",
        "refused-stream, reset, false",
        "5xx, overflow, false",
        "5xx, cancelled, false",
        "5xx, truncated, false",
    })
    void endsWithoutAnAnswer(String on, String how, boolean retried) {
        Outcome outcome = switch (how) {
            case "connect" -> new Outcome.ConnectFailed("x");
            case "reset" -> new Outcome.Reset("x");
            case "close" -> new Outcome.Disconnected("x");
            case "try timeout" -> new Outcome.TryTimedOut("x");
            case "garbage" -> new Outcome.ProtocolError("x");
            case "unprocessed" -> new Outcome.Unprocessed("x");
            case "overflow" -> new Outcome.Overflowed("x");
            case "cancelled" -> new Outcome.Cancelled("x");
            default -> new Outcome.Truncated(200, io.meshsdk.call.ResponseFlags.NONE, "x");
        };
        assertThat(rules(on).retries(outcome)).isEqualTo(retried);
    }

    @Test
    void anAnswerOfARateLimitIsRetriedByItsOwnConditionAlone() {
        ResponseHead limited = new ResponseHead(503, Headers.of("x-envoy-ratelimited", "true"));
        assertThat(rules("5xx").retries(limited)).isFalse();
        assertThat(rules("envoy-ratelimited").retries(limited)).isTrue();
    }

    @ParameterizedTest(name = "{0} retries grpc-status {1}: {2}")
    @CsvSource({
        "cancelled, 1, true", "deadline-exceeded, 4, true", "resource-exhausted, 8, true", "internal, 13, true",
        "unavailable, 14, true", "unavailable, 13, false", "unavailable, x, false", "unavailable, '', false"
    })
    void grpcStatusesOfResponseHeaders(String on, String status, boolean retried) {
        assertThat(rules(on).retries(new ResponseHead(200, Headers.of("grpc-status", status))))
                .isEqualTo(retried);
    }

    @Test
    void requestHeadersThatDoNotMatchTurnRetriesOff() {
        RetryRules rules = RetryRules.of(policy("5xx", List.of(header("x-idem", "1"))));
        assertThat(rules.of(head("x-idem", "1")).isNone()).isFalse();
        assertThat(rules.of(head()).isNone()).isTrue();
    }

    @Test
    void aTrustedCallerAddsConditionsAndReplacesTheNumber() {
        RetryRules rules = rules("connect-failure")
                .withCaller(Headers.of(
                        "x-envoy-retry-on", "5xx,nonsense",
                        "x-envoy-max-retries", "3",
                        "x-envoy-upstream-rq-per-try-timeout-ms", "50"));
        assertThat(rules.numRetries()).isEqualTo(3);
        assertThat(rules.retries(new ResponseHead(500, Headers.EMPTY))).isTrue();
        assertThat(rules.retries(new Outcome.ConnectFailed("x"))).isTrue();
        assertThat(rules.perTryNanos()).isEqualTo(50_000_000);
    }

    @Test
    void nonsenseOfACallerIsNotHeeded() {
        RetryRules rules = rules("5xx")
                .withCaller(Headers.of("x-envoy-max-retries", "99999999999999999", "x-envoy-retry-on", ",,"));
        assertThat(rules.numRetries()).isEqualTo(1);
    }

    @Property(tries = 500, seed = "31")
    void aPauseIsBelowItsSpanAndTheMaximum(@ForAll @IntRange(min = 1, max = 80) int number, @ForAll long seed) {
        long pause = BackOff.nanos(number, 25_000_000, 250_000_000, new SplittableRandom(seed));
        long span = number > 4 ? 250_000_000 : Math.min(250_000_000, ((1L << number) - 1) * 25_000_000);
        assertThat(pause).isBetween(0L, span - 1);
    }

    private static RetryRules rules(String on) {
        return RetryRules.of(policy(on, List.of()));
    }

    private static RetryPolicy policy(String on, List<HeaderMatcher> requestHeaders) {
        return new RetryPolicy(
                RetryRules.named(on),
                1,
                Optional.empty(),
                Optional.empty(),
                Set.of(418),
                List.of(),
                requestHeaders,
                Duration.ofMillis(25),
                Duration.ofMillis(250),
                false,
                1);
    }

    private static HeaderMatcher header(String name, String value) {
        return new HeaderMatcher(name, new HeaderMatcher.Text(new StringMatcher.Exact(value, false)), false, false);
    }

    private static RequestHead head(String... headers) {
        return new RequestHead("GET", "http", "a", "/", Headers.of(headers));
    }
}
