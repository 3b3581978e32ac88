package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;

/** The mesh refuses a connection before a certificate was shown. Carried out of Tomcat's code, where it may throw no other. */
final class ConnectionRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ResponseFlags flags;

    /** By what the client said. */
    ConnectionRefused(String why) {
        this(ResponseFlags.of(ResponseFlag.DPE), why);
    }

    ConnectionRefused(ResponseFlags flags, String why) {
        super(why, null, false, false);
        this.flags = flags;
    }

    ResponseFlags flags() {
        return flags;
    }
}
