package io.meshsdk.test;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import java.time.Duration;

/** What becomes of one attempt of a {@link FakeDriver}. */
public sealed interface FakeAnswer {
    /** A whole response. */
    record Answered(int status, Headers headers) implements FakeAnswer {}

    /** No response: it ends in this way. */
    record Failed(Outcome outcome) implements FakeAnswer {}

    /** Nothing, ever: only timers end it. */
    record Silent() implements FakeAnswer {}

    /** The answer comes after a while. */
    record Late(Duration after, FakeAnswer answer) implements FakeAnswer {}

    static FakeAnswer status(int status) {
        return new Answered(status, Headers.EMPTY);
    }

    /** The connection was refused: the server saw nothing. */
    static FakeAnswer refused() {
        return new Failed(new Outcome.ConnectFailed("connection_refused"));
    }

    /** The connection ended after the request was sent. */
    static FakeAnswer disconnected() {
        return new Failed(new Outcome.Disconnected("connection_closed"));
    }

    static FakeAnswer silent() {
        return new Silent();
    }

    static FakeAnswer late(Duration after, FakeAnswer answer) {
        return new Late(after, answer);
    }
}
