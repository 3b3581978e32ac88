package io.meshsdk.call;

/**
 * The head of a request.
 *
 * @param method upper case as sent, such as {@code GET}
 * @param scheme {@code http} or {@code https}
 * @param authority host and optional port, as in {@code Host}; never among {@code headers}
 * @param path the request target with its query, as sent
 */
public record RequestHead(String method, String scheme, String authority, String path, Headers headers) {
    public RequestHead withHeaders(Headers changed) {
        return new RequestHead(method, scheme, authority, path, changed);
    }

    public RequestHead withPath(String changed) {
        return new RequestHead(method, scheme, authority, changed, headers);
    }

    public RequestHead withAuthority(String changed) {
        return new RequestHead(method, scheme, changed, path, headers);
    }

    /** Without the query, which may hold what must not be logged. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        return method + " " + scheme + "://" + authority + (query < 0 ? path : path.substring(0, query)) + " "
                + headers;
    }
}
