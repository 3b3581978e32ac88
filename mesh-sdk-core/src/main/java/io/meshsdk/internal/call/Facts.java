package io.meshsdk.internal.call;

import io.meshsdk.call.ResponseFlags;
import io.meshsdk.internal.route.FormatFacts;

/** What formats may say of a call when it has, or is given, a response. */
record Facts(LiveCall call, int responseCode, String details) implements FormatFacts {
    @Override
    public String cluster() {
        return call.cluster();
    }

    @Override
    public String route() {
        return call.route();
    }

    @Override
    public String protocol() {
        return call.protocol();
    }

    @Override
    public String originalPath() {
        return call.originalPath();
    }

    @Override
    public ResponseFlags flags() {
        return call.flags();
    }
}
