package io.meshsdk.grpc.internal.call;

import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.ResponseFlag;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the engine answers, as a status of gRPC. */
public final class Statuses {
    private Statuses() {}

    /**
     * The status that Envoy gives a gRPC caller, with the engine's flags and reason in its description.
     *
     * <p>Differs from Envoy: time that is up is DEADLINE_EXCEEDED, whoever's it was; Envoy says UNAVAILABLE of the route's.
     */
    public static Status of(LocalReply reply) {
        String code = reply.headers().get("grpc-status");
        Status status = isLate(reply)
                ? Status.DEADLINE_EXCEEDED
                : code == null ? ofHttp(reply.status()) : Status.fromCodeValue(number(code));
        String message = decoded(reply.headers().get("grpc-message"));
        String text = message.isEmpty() ? reply.body() : message;
        String reason = "[" + reply.flags() + " " + reply.details() + "]";
        return status.withDescription(text.isEmpty() ? reason : text + " " + reason);
    }

    /** Envoy's mapping of HTTP statuses. */
    static Status ofHttp(int status) {
        return switch (status) {
            case 400 -> Status.INTERNAL;
            case 401 -> Status.UNAUTHENTICATED;
            case 403 -> Status.PERMISSION_DENIED;
            case 404 -> Status.UNIMPLEMENTED;
            case 429, 502, 503, 504 -> Status.UNAVAILABLE;
            default -> Status.UNKNOWN;
        };
    }

    /** What else the reply has, such as {@code x-envoy-overloaded}. */
    public static Metadata trailers(LocalReply reply) {
        Metadata trailers = new Metadata();
        Heads.apply(trailers, Headers.EMPTY, reply.headers());
        return trailers;
    }

    private static boolean isLate(LocalReply reply) {
        return reply.flags().contains(ResponseFlag.UT)
                || reply.flags().contains(ResponseFlag.DT)
                || reply.details().startsWith("max_duration_timeout");
    }

    private static int number(String code) {
        try {
            return Integer.parseInt(code);
        } catch (NumberFormatException e) {
            return Status.Code.UNKNOWN.value();
        }
    }

    /** Of {@code grpc-message}: percent-encoded UTF-8. */
    private static String decoded(@Nullable String message) {
        if (message == null || message.indexOf('%') < 0) {
            return message == null ? "" : message;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            int high = c == '%' && i + 2 < message.length() ? Character.digit(message.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(message.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
