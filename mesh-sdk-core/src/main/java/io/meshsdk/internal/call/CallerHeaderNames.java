package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import java.util.Set;

/** Headers of a request that mean something to the mesh and go no further. */
final class CallerHeaderNames {
    private static final String PREFIX = "x-envoy-";
    private static final Set<String> ALL = Set.of(
            "x-envoy-retry-on",
            "x-envoy-retry-grpc-on",
            "x-envoy-max-retries",
            "x-envoy-retriable-status-codes",
            "x-envoy-retriable-header-names",
            "x-envoy-upstream-rq-timeout-ms",
            "x-envoy-upstream-rq-per-try-timeout-ms",
            "x-envoy-upstream-rq-timeout-alt-response",
            "x-envoy-upstream-alt-stat-name",
            "x-envoy-expected-rq-timeout-ms",
            "x-envoy-hedge-on-per-try-timeout",
            "x-envoy-force-trace",
            "x-envoy-ip-tags",
            "x-envoy-original-url");

    private CallerHeaderNames() {}

    static boolean areIn(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            // The prefix first: nearly every call ends here.
            if (headers.name(i).startsWith(PREFIX) && ALL.contains(headers.name(i))) {
                return true;
            }
        }
        return false;
    }

    static Headers removed(Headers headers) {
        Headers.Builder builder = headers.toBuilder();
        ALL.forEach(builder::remove);
        return builder.build();
    }
}
