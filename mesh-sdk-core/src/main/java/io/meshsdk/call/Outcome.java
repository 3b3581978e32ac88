package io.meshsdk.call;

import java.util.stream.IntStream;

/**
 * How an attempt or a call ended. Retry, outlier detection, metrics and logs all read this one classification.
 *
 * <p>{@code details} says what happened in Envoy's words where it has them, then the cause in braces.
 */
public sealed interface Outcome {
    /** The status that the caller sees or would see; 0 where there is none. */
    int status();

    ResponseFlags flags();

    String details();

    /** The upstream answered, and its response was read to the end. */
    record Answered(int status) implements Outcome {
        private static final Answered[] KNOWN =
                IntStream.range(0, 600).mapToObj(Answered::new).toArray(Answered[]::new);

        /** One object for each status: nearly every call ends so. */
        public static Answered of(int status) {
            return status >= 0 && status < KNOWN.length ? KNOWN[status] : new Answered(status);
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.NONE;
        }

        @Override
        public String details() {
            return "via_upstream";
        }
    }

    /** No connection: refused, timed out, or its TLS handshake failed. The server saw nothing. */
    record ConnectFailed(String details) implements Outcome {
        /** In the details, before the reason why there is no TLS. */
        public static final String TLS_ERROR = "TLS_error:";

        @Override
        public int status() {
            return 503;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UF);
        }
    }

    /**
     * The server certainly did not process the request, so any request may be sent again: REFUSED_STREAM, a stream
     * above GOAWAY's last id, a kept connection that ended before a byte of the request was written.
     */
    record Unprocessed(String details) implements Outcome {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UR);
        }
    }

    /** The connection ended before the response head. The server may have processed the request. */
    record Disconnected(String details) implements Outcome {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UC);
        }
    }

    /** The stream was reset by the server before the response head. */
    record Reset(String details) implements Outcome {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UR);
        }
    }

    /** The server sent what is not HTTP, or broke a limit of ours. */
    record ProtocolError(String details) implements Outcome {
        @Override
        public int status() {
            return 502;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UPE);
        }
    }

    /** The response broke off after its head of {@code status} had come. */
    record Truncated(int status, ResponseFlags flags, String details) implements Outcome {}

    /** One attempt's time was up: {@code per_try_timeout} or {@code per_try_idle_timeout}. */
    record TryTimedOut(String details) implements Outcome {
        @Override
        public int status() {
            return 504;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UT);
        }
    }

    /** A limit of connections or of waiting calls refused the attempt. */
    record Overflowed(String details) implements Outcome {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.UO);
        }
    }

    /** The caller got an answer made here. */
    record Replied(LocalReply reply) implements Outcome {
        @Override
        public int status() {
            return reply.status();
        }

        @Override
        public ResponseFlags flags() {
            return reply.flags();
        }

        @Override
        public String details() {
            return reply.details();
        }
    }

    /** The call is not the mesh's: it was left for another way, and nothing was sent here. Nothing failed either. */
    record PassedThrough(String why) implements Outcome {
        @Override
        public int status() {
            return 0;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.NONE;
        }

        @Override
        public String details() {
            return "passed_through{" + why + "}";
        }
    }

    /** The caller gave up: cancelled, or went away. */
    record Cancelled(String details) implements Outcome {
        @Override
        public int status() {
            return 0;
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.of(ResponseFlag.DC);
        }
    }
}
