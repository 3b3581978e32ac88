package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.netty.buffer.ByteBuf;

/** One request and its response. All methods are called on its event loop; none does anything once the exchange has ended. */
public interface ClientExchange {
    /** One chunk of the request's body, taken over and released in any case. */
    void write(ByteBuf chunk);

    /** The request's body is complete. */
    default void end() {
        end(Headers.EMPTY);
    }

    /** The request's body is complete. HTTP/1 has no place for trailers after a body of known length, and drops them. */
    void end(Headers trailers);

    /**
     * Whether another chunk may be written without filling memory; false until there is a connection.
     * {@link ExchangeListener#writable} tells when that becomes true.
     */
    boolean writable();

    /** Lets so many more chunks of the response's body come; {@link Long#MAX_VALUE} lifts the limit. None come unasked. */
    void request(long chunks);

    /** When the connection read what the listener is being told, on the clock of {@code Time.nanos()}. Only for the listener, meanwhile. */
    long readNanos();

    /** Gives up: the listener hears nothing more, and a connection with anything unread or unsent is closed. */
    void reset();
}
