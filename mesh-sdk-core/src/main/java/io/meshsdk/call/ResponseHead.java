package io.meshsdk.call;

/**
 * The head of a response.
 *
 * @param status 100 to 599
 */
public record ResponseHead(int status, Headers headers) {
    public ResponseHead withHeaders(Headers changed) {
        return new ResponseHead(status, changed);
    }
}
