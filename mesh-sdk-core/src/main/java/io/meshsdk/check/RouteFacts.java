package io.meshsdk.check;

import io.meshsdk.call.ResponseFlags;
import io.meshsdk.internal.route.FormatFacts;

/** What formats may say of a call that is only thought of. */
record RouteFacts(String route, String cluster, String originalPath) implements FormatFacts {
    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public int responseCode() {
        return 0;
    }

    @Override
    public String details() {
        return "";
    }

    @Override
    public ResponseFlags flags() {
        return ResponseFlags.NONE;
    }
}
