package io.meshsdk.grpc.internal.connect;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** What a status says of its reason, for people. */
public final class Causes {
    private Causes() {}

    /** Its description, and the innermost cause with a message. */
    public static String sentence(Status status) {
        String description = status.getDescription();
        String cause = innermost(status.getCause());
        if (description == null) {
            return cause.isEmpty() ? status.getCode().toString() : cause;
        }
        return cause.isEmpty() || description.contains(cause) ? description : description + ": " + cause;
    }

    private static String innermost(@Nullable Throwable cause) {
        String found = "";
        Throwable each = cause;
        for (int depth = 0; each != null && depth < 16; depth++) {
            String message = each.getMessage();
            if (message != null) {
                found = message;
            }
            each = each.getCause();
        }
        return found;
    }
}
