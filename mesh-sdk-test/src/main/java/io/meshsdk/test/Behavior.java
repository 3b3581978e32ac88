package io.meshsdk.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a {@link FaultyServer} does with one connection. When it returns, or throws, the connection is closed.
 *
 * <p>The ones here read whole requests unless they say otherwise, and go on with the next request on the same connection
 * unless they end it.
 */
@FunctionalInterface
public interface Behavior {
    void serve(Wire wire) throws IOException;

    /** Answers every request with this status and body. */
    static Behavior answer(int status, String body) {
        return raw(response(status, body));
    }

    /** Answers every request with these bytes, whatever they are. */
    static Behavior raw(String response) {
        return wire -> {
            while (true) {
                wire.readRequest();
                wire.write(response);
            }
        };
    }

    /** Answers so many requests, then closes without a word: a keep-alive race for the next. */
    static Behavior closeAfter(int requests) {
        return wire -> {
            for (int i = 0; i < requests; i++) {
                wire.readRequest();
                wire.write(response(200, "ok"));
            }
        };
    }

    /** Resets the connection before it reads anything. */
    static Behavior resetOnConnect() {
        return Wire::reset;
    }

    /** Resets when a request has come, before any answer. */
    static Behavior resetAfterRequest() {
        return wire -> {
            wire.readRequest();
            wire.reset();
        };
    }

    /** Closes when a request has come, before any answer. */
    static Behavior closeAfterRequest() {
        return Wire::readRequest;
    }

    /** Resets in the middle of a response's body. */
    static Behavior resetInBody() {
        return wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf");
            wire.reset();
        };
    }

    /** Closes in the middle of a response's body. */
    static Behavior closeInBody() {
        return wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf");
        };
    }

    /** Reads all and says nothing. */
    static Behavior hang() {
        return wire -> {
            wire.readRequest();
            wire.drain();
        };
    }

    /** Sends a head and the first bytes of its body, then nothing more. */
    static Behavior hangInBody() {
        return wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf");
            wire.drain();
        };
    }

    /** Ends its own direction when a request has come, and goes on reading. */
    static Behavior halfClose() {
        return wire -> {
            wire.readRequest();
            wire.halfClose();
            wire.drain();
        };
    }

    /** Answers the first request with what is no HTTP. */
    static Behavior garbage() {
        return wire -> {
            wire.readRequest();
            wire.write("\u0016\u0003\u0001 this is no HTTP\r\n\r\n\u0000\u00ff");
            wire.drain();
        };
    }

    /** Answers every request byte by byte, with a pause after each. */
    static Behavior slow(Duration pause) {
        return wire -> {
            while (true) {
                wire.readRequest();
                wire.writeSlowly(response(200, "slow"), pause);
            }
        };
    }

    /** Two lengths that disagree: what follows could be read in two ways. */
    static Behavior conflictingLengths() {
        return raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc");
    }

    /** A length and chunks: what follows could be read in two ways. */
    static Behavior lengthAndChunks() {
        return raw("HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    }

    /** A header folded over two lines, as was once allowed. */
    static Behavior foldedHeader() {
        return raw("HTTP/1.1 200 OK\r\nx-folded: a\r\n b\r\ncontent-length: 2\r\n\r\nok");
    }

    /** Answers when the head has come, and reads the body only after that. */
    static Behavior earlyResponse(int status, String body) {
        return wire -> {
            while (true) {
                String head = wire.readHead();
                wire.write(response(status, body));
                wire.readBody(head);
            }
        };
    }

    /** Answers when the head has come, and closes without reading the body. */
    static Behavior earlyResponseAndClose(int status, String body) {
        return wire -> {
            wire.readHead();
            wire.write(response(status, body));
        };
    }

    /** Says 100 before it reads the body, then answers. */
    static Behavior continueThenAnswer(int status, String body) {
        return wire -> {
            while (true) {
                String head = wire.readHead();
                wire.write("HTTP/1.1 100 Continue\r\n\r\n");
                wire.readBody(head);
                wire.write(response(status, body));
            }
        };
    }

    /** Says 103 with a link, then answers. */
    static Behavior earlyHints(int status, String body) {
        return raw("HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n" + response(status, body));
    }

    /** Answers in chunks, with a trailer. */
    static Behavior trailers(String body, String trailer) {
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n" + body
                + "\r\n0\r\n" + trailer + "\r\n\r\n");
    }

    /** A whole response with its length. */
    static String response(int status, String body) {
        return "HTTP/1.1 " + status + " Status\r\ncontent-length: " + body.getBytes(StandardCharsets.ISO_8859_1).length
                + "\r\n\r\n" + body;
    }
}
