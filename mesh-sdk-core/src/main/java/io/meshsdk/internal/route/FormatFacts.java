package io.meshsdk.internal.route;

import io.meshsdk.call.ResponseFlags;

/** What a {@link Format} may say of a call besides its heads. Parts not known yet are empty. */
public interface FormatFacts {
    /** The cluster chosen. */
    String cluster();

    /** The route's name. */
    String route();

    /** {@code HTTP/1.1} or {@code HTTP/2}. */
    String protocol();

    /** The path before a rewrite; empty where there was none. */
    String originalPath();

    /** Of the response, 0 while there is none and on local replies. */
    int responseCode();

    /** {@code %RESPONSE_CODE_DETAILS%}. */
    String details();

    ResponseFlags flags();
}
