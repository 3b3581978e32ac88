package io.meshsdk;

import io.meshsdk.call.Headers;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A whole response. As with Envoy, a call that failed in the mesh has one too: a 503 without a healthy upstream, a 504 after a
 * timeout, with the flags that say so in {@link #info()}. Immutable, but for {@link #body()}.
 */
public final class Response {
    private final int status;
    private final Headers headers;
    private final byte[] body;
    private final Headers trailers;
    private final CallInfo info;

    Response(int status, Headers headers, byte[] body, Headers trailers, CallInfo info) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.trailers = trailers;
        this.info = info;
    }

    public int status() {
        return status;
    }

    public Headers headers() {
        return headers;
    }

    /** The bytes as they came, undecoded. Not copied. */
    public byte[] body() {
        return body;
    }

    /** The body as text, by the charset of {@code content-type}, else UTF-8. */
    public String bodyText() {
        return new String(body, charset(headers.get("content-type")));
    }

    /** Fields after the body, mostly none. */
    public Headers trailers() {
        return trailers;
    }

    public CallInfo info() {
        return info;
    }

    /** Without body and header values. */
    @Override
    public String toString() {
        return status + " " + headers + ", " + body.length + " bytes, " + info;
    }

    private static Charset charset(@Nullable String contentType) {
        if (contentType == null) {
            return StandardCharsets.UTF_8;
        }
        int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name = contentType.substring(at + "charset=".length());
        int end = name.indexOf(';');
        try {
            return Charset.forName(
                    (end < 0 ? name : name.substring(0, end)).replace('"', ' ').trim());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
