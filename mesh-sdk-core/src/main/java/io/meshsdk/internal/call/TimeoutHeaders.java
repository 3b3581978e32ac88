package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.route.GrpcRequests;
import org.jspecify.annotations.Nullable;

/** What a server is told of the time that it has: {@code x-envoy-expected-rq-timeout-ms} and {@code grpc-timeout}. Pure. */
final class TimeoutHeaders {
    static final String EXPECTED = "x-envoy-expected-rq-timeout-ms";
    static final String GRPC = "grpc-timeout";
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** {@code grpc-timeout} has at most eight digits, in the finest unit that holds the time. */
    private static final long MOST = 99_999_999;

    private static final String UNITS = "numSMH";
    private static final long[] UNIT_NANOS = {1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L};

    private TimeoutHeaders() {}

    /**
     * Milliseconds that an attempt may take, or 0 where nothing limits it.
     *
     * @param perTryNanos 0 none; a hedged attempt may go on after it
     * @param wholeNanos the route's for all attempts, 0 none
     * @param elapsedNanos of the route's time so far
     * @param callersNanos left of the caller's deadline; {@link Long#MAX_VALUE} none
     */
    static long expectedMillis(
            long perTryNanos, boolean hedged, long wholeNanos, long elapsedNanos, long callersNanos) {
        long nanos = hedged || perTryNanos == 0 ? wholeNanos : perTryNanos;
        if (nanos > 0 && wholeNanos > 0) {
            nanos = Math.min(nanos, Math.max(0, wholeNanos - elapsedNanos));
            // None is left, but 0 would mean that there is no limit.
            nanos = Math.max(1, nanos);
        }
        // Differs from Envoy, which does not know it: the caller's deadline is a limit, too.
        if (callersNanos != Long.MAX_VALUE) {
            nanos = nanos == 0 ? Math.max(1, callersNanos) : Math.min(nanos, Math.max(1, callersNanos));
        }
        return nanos == 0 ? 0 : Math.max(1, nanos / NANOS_PER_MILLI);
    }

    /** For this attempt; null where nothing is to be said. */
    static @Nullable String expected(LiveCall call, long now) {
        if (call.route == null || call.listener == null || call.listener.suppressesEnvoyHeaders()) {
            return null;
        }
        long perTry = call.retry().perTryNanos();
        long whole = call.route.timeoutNanos();
        long elapsed = call.requestEnded ? Math.max(0, now - call.requestEndedNanos) : 0;
        long callers = call.options.deadline().remaining(now);
        if (elapsed == 0 && callers == Long.MAX_VALUE && call.retry() == call.route.retry()) {
            return call.route.expectedMillis();
        }
        long millis = expectedMillis(perTry, call.hedges(), whole, elapsed, callers);
        return millis == 0 ? null : Long.toString(millis);
    }

    /**
     * The head with the time that is left in {@code grpc-timeout}: of the caller's deadline and {@code max_stream_duration}, and of
     * what the header said when the call began. A request that is not gRPC stays as it is.
     */
    static RequestHead withGrpcTimeout(LiveCall call, RequestHead head, long now) {
        Headers headers = head.headers();
        String asked = headers.get(GRPC);
        long left = new Deadline(call.hardDeadlineNanos()).remaining(now);
        if ((asked == null && left == Long.MAX_VALUE) || !GrpcRequests.isGrpc(headers)) {
            return head;
        }
        long first = asked == null ? -1 : grpcNanos(asked);
        if (first >= 0) {
            left = Math.min(left, Math.max(0, first - Math.max(0, now - call.openedNanos)));
        }
        return left == Long.MAX_VALUE ? head : head.withHeaders(headers.with(GRPC, grpcTimeout(left)));
    }

    /** In the finest unit that holds it. */
    static String grpcTimeout(long nanos) {
        long left = Math.max(1, nanos);
        for (int unit = 0; unit < UNIT_NANOS.length; unit++) {
            long count = left / UNIT_NANOS[unit];
            if (count <= MOST) {
                return Math.max(1, count) + UNITS.substring(unit, unit + 1);
            }
        }
        return MOST + "H";
    }

    /** Negative where the text is no {@code grpc-timeout}. */
    static long grpcNanos(String text) {
        int digits = text.length() - 1;
        int unit = digits < 1 || digits > 8 ? -1 : UNITS.indexOf(text.charAt(digits));
        if (unit < 0) {
            return -1;
        }
        long count = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            count = count * 10 + digit;
        }
        return count > Long.MAX_VALUE / UNIT_NANOS[unit] ? Long.MAX_VALUE : count * UNIT_NANOS[unit];
    }
}
