package io.meshsdk.internal.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** The body of a request, as its caller gave it: read once, whatever number of attempts is made. */
public sealed interface Body {
    Empty EMPTY = new Empty();

    /** Bytes in all; -1 where that is not known before the end. */
    long length();

    record Empty() implements Body {
        @Override
        public long length() {
            return 0;
        }
    }

    /** Not copied: the array must not change until the call has ended. */
    record Bytes(byte[] content) implements Body {
        @Override
        public long length() {
            return content.length;
        }
    }

    /**
     * Subscribed to at most once. The buffers that it sends belong to the call.
     *
     * @param caller where the publisher is called, for it is the application's and may block
     */
    record Streamed(Flow.Publisher<? extends ByteBuffer> publisher, long length, Executor caller) implements Body {}
}
