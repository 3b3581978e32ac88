package io.meshsdk.internal.net;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Error;
import javax.net.ssl.SSLException;

/** What an exception says, in one line. */
final class Causes {
    private static final int MAX_LENGTH = 300;

    private Causes() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        // Netty wraps what a handler threw, and TLS engines wrap why a certificate is refused.
        while ((cause instanceof DecoderException || cause instanceof SSLException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String text = message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
        StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return line.toString();
    }

    /** Of an error of HTTP/2. */
    static String name(long code) {
        Http2Error known = Http2Error.valueOf(code);
        return known == null ? "code " + code : known.name();
    }
}
