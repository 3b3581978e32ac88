package io.meshsdk.internal.net;

import java.io.Serial;

/** What a peer sent, or was to be sent, is not HTTP as we take it. The message begins with Envoy's word for it and quotes no value. */
final class ProtocolViolation extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String why) {
        // Without a stack trace: a peer must not make us work for its garbage.
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
