package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Peer;
import io.netty.buffer.ByteBuf;

/** What an exchange goes over: an HTTP/1 connection that it has for itself, or a stream of an HTTP/2 connection. */
interface Carrier {
    Peer peer();

    /** The request's head; {@link Exchange#takeHead1} may have it as bytes already. It goes out at once where nothing follows. */
    void writeHead(Exchange exchange, boolean nothingFollows);

    /** One chunk of the request's body, not empty, taken over. */
    void writeChunk(ByteBuf chunk);

    /** The request's body is complete; sent with what was written before. */
    void writeEnd(Headers trailers) throws ProtocolViolation;

    void flush();

    /** Whether another chunk may be written without filling memory. */
    boolean hasRoom();

    /** The exchange wants more of the response's body. */
    void demandCame();

    /** Request and response are over. */
    void complete();

    /** The exchange was given up. */
    void abandon(Exchange by);
}
