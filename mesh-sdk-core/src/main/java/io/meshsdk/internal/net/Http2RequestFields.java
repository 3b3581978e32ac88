package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request, or of its trailers, as HTTP/2 has them, for Netty's encoder, which only goes through them. What it
 * is given may come from a caller's input, so what a server could take for something else is refused. One serves all exchanges
 * of a loop for their heads, for those are encoded at once; trailers have one of their own.
 */
final class Http2RequestFields extends DefaultHttp2Headers implements RequestFraming.Fields {
    private CharSequence[] fields = new CharSequence[64];
    private int length;
    private @Nullable RequestHead read;
    private final RequestFraming framing = new RequestFraming("http2");

    Http2RequestFields() {
        super(false, 2);
    }

    /** What the head read last says of its body. */
    RequestFraming framing() {
        return framing;
    }

    void read(RequestHead head, RequestEnd end) throws ProtocolViolation {
        read = null;
        length = 0;
        RequestSyntax.check(head, "http2");
        pseudo(PseudoHeaderName.METHOD, head.method());
        pseudo(PseudoHeaderName.SCHEME, head.scheme());
        pseudo(PseudoHeaderName.AUTHORITY, head.authority());
        pseudo(PseudoHeaderName.PATH, head.path());
        framing.read(head.headers(), end, this);
        read = head;
    }

    /** To be encoded now: of a head that was the last to be read, or is read again. */
    @SuppressWarnings("ReferenceEquality") // this very head, or it is read
    Http2RequestFields of(RequestHead head, RequestEnd end) throws ProtocolViolation {
        if (read != head) {
            read(head, end);
        }
        read = null;
        return this;
    }

    static Http2RequestFields trailers(Headers trailers) throws ProtocolViolation {
        Http2RequestFields fields = new Http2RequestFields();
        for (int i = 0; i < trailers.size(); i++) {
            if (!RequestSyntax.isFraming(trailers.name(i))) {
                fields.field(trailers.name(i), trailers.value(i));
            }
        }
        return fields;
    }

    @Override
    public void teTrailers() {
        append("te", "trailers");
    }

    @Override
    public void field(String name, String value) throws ProtocolViolation {
        if (!Syntax.isLowercaseToken(name)) {
            throw new ProtocolViolation("http2.invalid_characters: in the name of a request's header");
        }
        if (!Syntax.isValue(value)) {
            throw new ProtocolViolation("http2.invalid_characters: in the value of the request's " + name);
        }
        append(name, value);
    }

    private void pseudo(PseudoHeaderName name, String value) {
        append(name.value(), value);
    }

    private void append(CharSequence name, CharSequence value) {
        if (length == fields.length) {
            fields = java.util.Arrays.copyOf(fields, 2 * length);
        }
        fields[length++] = name;
        fields[length++] = value;
    }

    // ---- what the encoder asks ----

    @Override
    public int size() {
        return length / 2;
    }

    @Override
    public boolean isEmpty() {
        return length == 0;
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
        return new Fields();
    }

    /** All entries are one object, which the encoder never keeps. */
    private final class Fields
            implements Iterator<Map.Entry<CharSequence, CharSequence>>, Map.Entry<CharSequence, CharSequence> {
        private int at = -2;

        @Override
        public boolean hasNext() {
            return at + 2 < length;
        }

        @Override
        public Map.Entry<CharSequence, CharSequence> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at += 2;
            return this;
        }

        @Override
        public CharSequence getKey() {
            return fields[at];
        }

        @Override
        public CharSequence getValue() {
            return fields[at + 1];
        }

        @Override
        public CharSequence setValue(CharSequence value) {
            throw new UnsupportedOperationException();
        }
    }
}
