package io.meshsdk;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.ResponseFlags;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a call went, beside its response. Immutable. */
public final class CallInfo {
    private final ResponseFlags flags;
    private final String details;
    private final int attempts;
    private final @Nullable Endpoint endpoint;

    CallInfo(ResponseFlags flags, String details, int attempts, @Nullable Endpoint endpoint) {
        this.flags = flags;
        this.details = details;
        this.attempts = attempts;
        this.endpoint = endpoint;
    }

    /** Envoy's response flags ({@code %RESPONSE_FLAGS%}); none where an upstream answered. */
    public ResponseFlags flags() {
        return flags;
    }

    /** Envoy's {@code %RESPONSE_CODE_DETAILS%}: {@code via_upstream} where an upstream answered. */
    public String details() {
        return details;
    }

    /** How many attempts were made; 0 where no endpoint was tried. */
    public int attempts() {
        return attempts;
    }

    /** The endpoint that answered, else the last one tried. */
    public Optional<Endpoint> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    @Override
    public String toString() {
        return "flags " + flags + ", " + details + ", attempts " + attempts
                + (endpoint == null ? "" : ", last " + endpoint.cluster() + " at " + endpoint.address());
    }
}
