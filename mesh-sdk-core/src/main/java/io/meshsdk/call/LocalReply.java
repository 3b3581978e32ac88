package io.meshsdk.call;

/**
 * An answer made here, not by an upstream.
 *
 * @param body text for people, may be empty
 * @param details Envoy's {@code %RESPONSE_CODE_DETAILS%}, such as {@code route_not_found}; may go on with a reason in
 *     braces
 */
public record LocalReply(int status, Headers headers, String body, ResponseFlags flags, String details) {
    public static LocalReply of(int status, ResponseFlag flag, String details, String body) {
        return new LocalReply(status, Headers.EMPTY, body, ResponseFlags.of(flag), details);
    }
}
