package io.meshsdk.internal.xds.wire;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Envoy would say of a format string; whether it can be evaluated here is another question. */
final class Formats {
    private static final Pattern OPERATOR = Pattern.compile("%([A-Z0-9_]+)(?:\\(([^)]*)\\))?(?::([0-9]+))?%");

    /** Headers by name, with at most one alternative. */
    private static final Set<String> HEADERS = Set.of(
            "REQ", "RESP", "TRAILER", "REQ_WITHOUT_QUERY", "REQUEST_HEADER", "RESPONSE_HEADER", "RESPONSE_TRAILER");

    /** Besides the many that begin with {@code UPSTREAM_} and {@code DOWNSTREAM_}. */
    private static final Set<String> OTHERS = Set.of(
            "ACCESS_LOG_TYPE",
            "BYTES_RECEIVED",
            "BYTES_RETRANSMITTED",
            "BYTES_SENT",
            "CLUSTER_METADATA",
            "COMMON_DURATION",
            "CONNECTION_ID",
            "CONNECTION_TERMINATION_DETAILS",
            "CUSTOM_FLAGS",
            "DURATION",
            "DYNAMIC_METADATA",
            "EMIT_TIME",
            "ENVIRONMENT",
            "FILTER_CHAIN_NAME",
            "FILTER_STATE",
            "GRPC_STATUS",
            "GRPC_STATUS_NUMBER",
            "HOSTNAME",
            "LOCAL_REPLY_BODY",
            "METADATA",
            "PACKETS_RETRANSMITTED",
            "PATH",
            "PROTOCOL",
            "QUERY_PARAM",
            "QUERY_PARAMS",
            "REQUESTED_SERVER_NAME",
            "REQUEST_DURATION",
            "REQUEST_HEADERS_BYTES",
            "REQUEST_TX_DURATION",
            "RESPONSE_CODE",
            "RESPONSE_CODE_DETAILS",
            "RESPONSE_DURATION",
            "RESPONSE_FLAGS",
            "RESPONSE_FLAGS_LONG",
            "RESPONSE_HEADERS_BYTES",
            "RESPONSE_TRAILERS_BYTES",
            "RESPONSE_TX_DURATION",
            "ROUNDTRIP_DURATION",
            "ROUTE_NAME",
            "SPAN_ID",
            "START_TIME",
            "STREAM_ID",
            "TLS_JA3_FINGERPRINT",
            "TLS_JA4_FINGERPRINT",
            "TRACE_ID",
            "UNIQUE_ID",
            "VIRTUAL_CLUSTER_NAME");

    private Formats() {}

    static Optional<String> refusal(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i)) {
            if (text.startsWith("%%", i)) {
                i += 2;
                continue;
            }
            Matcher operator = OPERATOR.matcher(text);
            if (!operator.find(i) || operator.start() != i) {
                return Optional.of("the % at " + i + " begins no operator; write %% for a percent sign");
            }
            Optional<String> wrong = refusal(operator.group(1), operator.group(2));
            if (wrong.isPresent()) {
                return wrong;
            }
            i = operator.end();
        }
        return Optional.empty();
    }

    private static Optional<String> refusal(String name, @Nullable String argument) {
        if (HEADERS.contains(name)) {
            if (argument == null) {
                return Optional.of("%" + name + "% needs a header's name");
            }
            return argument.chars().filter(c -> c == '?').count() > 1
                    ? Optional.of(
                            "%" + name + "(" + TextConstraint.shown(argument) + ")%: only one alternative is possible")
                    : Optional.empty();
        }
        boolean known = OTHERS.contains(name) || name.startsWith("UPSTREAM_") || name.startsWith("DOWNSTREAM_");
        return known ? Optional.empty() : Optional.of("%" + TextConstraint.shown(name) + "% is no operator of Envoy's");
    }
}
