package io.meshsdk.grpc.internal.call;

import io.grpc.Status;
import io.meshsdk.call.Outcome;
import io.meshsdk.grpc.internal.connect.Causes;
import io.meshsdk.grpc.internal.connect.Sending;
import io.meshsdk.grpc.internal.connect.Sending.Refusal;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What it means that an inner call ended without the server's own status. The picker's refusals are exact. What is left is told apart
 * by gRPC's words, which a test holds; where they are not known the attempt counts as reset, which is the safe side.
 */
final class Endings {
    static final String RESET = "RST_STREAM closed stream.";
    static final String HTTP_STATUS = "HTTP status code ";

    private static final String BEFORE = "upstream_reset_before_response_started{";

    private Endings() {}

    /** Of an attempt without a response, or null where it failed here, before or beside the network. */
    static @Nullable Outcome of(Sending sending, Status status) {
        Refusal refusal = sending.refusal();
        if (refusal == Refusal.CONNECT_FAILURE) {
            return new Outcome.ConnectFailed(BEFORE + "remote_connection_failure|" + sending.why() + "}");
        }
        if (refusal != null) {
            return new Outcome.Unprocessed(BEFORE + "refused_stream|" + sending.why() + "}");
        }
        String sentence = Causes.sentence(status);
        if (sentence.startsWith(RESET)) {
            return new Outcome.Reset(BEFORE + "remote_reset|" + sentence + "}");
        }
        if (status.getCode() == Status.Code.UNAVAILABLE && sending.created()) {
            return new Outcome.Disconnected(BEFORE + "connection_termination|" + sentence + "}");
        }
        return switch (status.getCode()) {
            case UNAVAILABLE, UNKNOWN, INTERNAL ->
                sending.requested() ? new Outcome.ProtocolError(BEFORE + "protocol_error|" + sentence + "}") : null;
            default -> null;
        };
    }

    /** Of a response whose head had been given on. */
    static Outcome broken(Status status) {
        String sentence = Causes.sentence(status);
        Outcome like = sentence.startsWith(RESET) ? new Outcome.Reset(sentence) : new Outcome.Disconnected(sentence);
        return new Outcome.Truncated(200, like.flags(), "upstream_reset_after_response_started{" + sentence + "}");
    }

    /** The HTTP status of a response that was not gRPC's, such as a proxy's. */
    static OptionalInt httpStatus(Status status) {
        String description = status.getDescription();
        int at = description == null ? -1 : description.indexOf(HTTP_STATUS);
        if (description == null || at < 0 || description.length() < at + HTTP_STATUS.length() + 3) {
            return OptionalInt.empty();
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            int digit = Character.digit(description.charAt(at + HTTP_STATUS.length() + i), 10);
            if (digit < 0) {
                return OptionalInt.empty();
            }
            code = 10 * code + digit;
        }
        return OptionalInt.of(code);
    }
}
