package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Writes request heads as HTTP/1.1. What it is given may come from a caller's input, so a character that could end a line, or
 * a length that is not the body's, is refused instead of sent. One serves all exchanges of a loop.
 */
final class HeadWriter implements RequestFraming.Fields {
    private static final byte[] END_OF_HEAD = {'\r', '\n'};

    private final HeadScratch scratch = new HeadScratch();
    private byte[] bytes = scratch.bytes();
    private int length;
    private final RequestFraming framing = new RequestFraming("http1");

    /** What the head written last says of its body. */
    RequestFraming framing() {
        return framing;
    }

    /** The head's bytes, owned by the caller. */
    ByteBuf write(RequestHead head, RequestEnd end, ByteBufAllocator allocator) throws ProtocolViolation {
        length = 0;
        bytes = scratch.atLeast(sizeOf(head));
        requestLine(head);
        framing.read(head.headers(), end, this);
        if (!framing.sized()) {
            if (end == RequestEnd.LATER) {
                append("transfer-encoding: chunked\r\n");
            } else if (hasBodyByNature(head.method())) {
                append("content-length: 0\r\n");
            }
        }
        append(END_OF_HEAD);
        return allocator.directBuffer(length).writeBytes(bytes, 0, length);
    }

    /** The lines that end a chunked body after its last chunk. */
    ByteBuf writeTrailers(String lastChunk, Headers trailers, ByteBufAllocator allocator) throws ProtocolViolation {
        length = 0;
        bytes = scratch.atLeast(lastChunk.length() + sizeOf(trailers) + 2);
        append(lastChunk);
        for (int i = 0; i < trailers.size(); i++) {
            String name = trailers.name(i);
            if (!RequestSyntax.isFraming(name)) {
                field(name, trailers.value(i));
            }
        }
        append(END_OF_HEAD);
        return allocator.directBuffer(length).writeBytes(bytes, 0, length);
    }

    private void requestLine(RequestHead head) throws ProtocolViolation {
        RequestSyntax.check(head, "http1");
        append(head.method());
        bytes[length++] = ' ';
        append(head.path());
        append(" HTTP/1.1\r\nhost: ");
        append(head.authority());
        append(END_OF_HEAD);
    }

    @Override
    public void teTrailers() {
        append("te: trailers\r\nconnection: te\r\n");
    }

    @Override
    public void field(String name, String value) throws ProtocolViolation {
        int nameLength = name.length();
        for (int i = 0; i < nameLength; i++) {
            byte c = Syntax.token(name.charAt(i));
            if (c == 0) {
                throw new ProtocolViolation("http1.invalid_characters: in the name of a request's header");
            }
            bytes[length++] = c;
        }
        if (nameLength == 0) {
            throw new ProtocolViolation("http1.invalid_characters: a request's header has no name");
        }
        bytes[length++] = ':';
        bytes[length++] = ' ';
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Syntax.isValue(c)) {
                throw new ProtocolViolation("http1.invalid_characters: in the value of the request's " + name);
            }
            bytes[length++] = (byte) c;
        }
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    /** As RFC 9110 §8.6 wants it: a method whose body means something says that there is none. */
    private static boolean hasBodyByNature(String method) {
        return switch (method) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
    }

    /** At least what the head takes. */
    private static int sizeOf(RequestHead head) {
        return head.method().length() + head.path().length() + head.authority().length() + sizeOf(head.headers()) + 128;
    }

    private static int sizeOf(Headers headers) {
        int size = 0;
        for (int i = 0; i < headers.size(); i++) {
            // A te header becomes a longer line than it was.
            size += headers.name(i).length() + headers.value(i).length() + 32;
        }
        return size;
    }

    private void append(byte[] more) {
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** ASCII of our own, or checked to be. */
    private void append(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
    }
}
