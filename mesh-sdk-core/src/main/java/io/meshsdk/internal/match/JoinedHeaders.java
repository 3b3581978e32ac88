package io.meshsdk.internal.match;

import io.meshsdk.call.Headers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers whose repeats Envoy joins with a comma as soon as they arrive; repeats of all others stay apart. */
public final class JoinedHeaders {
    private static final Set<String> NAMES = Set.of(
            "accept",
            "accept-encoding",
            "access-control-request-headers",
            "access-control-request-method",
            "authorization",
            "cache-control",
            "content-encoding",
            "content-type",
            "expect",
            "grpc-accept-encoding",
            "grpc-timeout",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "origin",
            "pragma",
            "referer",
            "te",
            "user-agent",
            "via",
            "x-client-trace-id",
            "x-envoy-attempt-count",
            "x-envoy-decorator-operation",
            "x-envoy-downstream-service-cluster",
            "x-envoy-downstream-service-node",
            "x-envoy-external-address",
            "x-envoy-ip-tags",
            "x-envoy-original-host",
            "x-envoy-original-path",
            "x-forwarded-client-cert",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-request-id");

    private JoinedHeaders() {}

    public static boolean isJoined(String name) {
        return NAMES.contains(name);
    }

    /** The first value, or all of them where they are joined; null where there is none. The name must be lowercase. */
    public static @Nullable String first(Headers headers, String name) {
        String first = headers.get(name);
        return first != null && isJoined(name) ? joined(headers, name, first) : first;
    }

    private static String joined(Headers headers, String name, String first) {
        String all = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(name)) {
                String value = headers.value(i);
                if (all == null) {
                    all = first;
                } else if (!value.isEmpty()) {
                    all = all.isEmpty() ? value : all + "," + value;
                }
            }
        }
        return all == null ? first : all;
    }
}
