package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.internal.route.GrpcRequests;
import java.nio.charset.StandardCharsets;

/** Answers made here, in Envoy's words. To a gRPC request they are status 200 with {@code grpc-status}. */
final class Replies {
    private static final String RESET = "upstream connect error or disconnect/reset before headers. reset reason: ";

    private Replies() {}

    static LocalReply of(RequestHead request, int status, ResponseFlag flag, String details, String body) {
        return of(request, status, ResponseFlags.of(flag), details, body);
    }

    static LocalReply of(RequestHead request, int status, ResponseFlags flags, String details, String body) {
        return of(request, status, withContentType(Headers.EMPTY, body), flags, details, body);
    }

    /**
     * @param headers of the answer but for what its body asks for
     */
    static LocalReply of(
            RequestHead request, int status, Headers headers, ResponseFlags flags, String details, String body) {
        if (GrpcRequests.isGrpc(request.headers())) {
            Headers.Builder grpc = headers.toBuilder()
                    .set("content-type", "application/grpc")
                    .set("grpc-status", Integer.toString(grpcStatus(status)));
            if (!body.isEmpty() && !request.method().equals("HEAD")) {
                grpc.set("grpc-message", percentEncoded(body));
            }
            return new LocalReply(200, grpc.build(), "", flags, details);
        }
        return new LocalReply(status, headers, body, flags, details);
    }

    /** Envoy settles the content type after all mutations: none without a body, a mutation's where there is one. */
    static Headers withContentType(Headers headers, String body) {
        if (body.isEmpty()) {
            return headers.contains("content-type")
                    ? headers.toBuilder().remove("content-type").build()
                    : headers;
        }
        return headers.contains("content-type")
                ? headers
                : headers.toBuilder().add("content-type", "text/plain").build();
    }

    /** What all mutations leave of an answer's headers: to gRPC its own content type, whatever they say. */
    static Headers settled(LocalReply plain, Headers changed) {
        return plain.headers().contains("grpc-status")
                ? changed.with("content-type", "application/grpc")
                : withContentType(changed, plain.body());
    }

    /** To the caller, when the last attempt ended so. */
    static LocalReply of(RequestHead request, Outcome outcome, ResponseFlags flags) {
        String body = body(outcome);
        Headers headers =
                outcome instanceof Outcome.Overflowed ? Headers.of("x-envoy-overloaded", "true") : Headers.EMPTY;
        return of(request, outcome.status(), withContentType(headers, body), flags, outcome.details(), body);
    }

    /** As Envoy tells it. */
    private static String tlsError(String details) {
        int start = details.indexOf(Outcome.ConnectFailed.TLS_ERROR);
        int end = details.endsWith("}") ? details.length() - 1 : details.length();
        return start < 0 ? "" : ", transport failure reason: " + details.substring(start, end);
    }

    private static String body(Outcome outcome) {
        if (outcome instanceof Outcome.ConnectFailed) {
            return RESET + "remote connection failure" + tlsError(outcome.details());
        }
        if (outcome instanceof Outcome.Disconnected) {
            return RESET + "connection termination";
        }
        if (outcome instanceof Outcome.Overflowed) {
            return RESET + "overflow";
        }
        if (outcome instanceof Outcome.ProtocolError) {
            return RESET + "protocol error";
        }
        if (outcome instanceof Outcome.TryTimedOut) {
            return "upstream request timeout";
        }
        return RESET + "remote reset";
    }

    private static int grpcStatus(int status) {
        return switch (status) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(String.format("%02X", b));
            }
        }
        return encoded.toString();
    }
}
