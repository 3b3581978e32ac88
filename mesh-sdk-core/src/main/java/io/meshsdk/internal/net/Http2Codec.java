package io.meshsdk.internal.net;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder.SensitivityDetector;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.util.AsciiString;

/** Netty's parts of one client connection, put together with our limits. */
record Http2Codec(
        Http2Connection connection,
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        Http2Settings settings) {
    /** Window updates go out when so much of a window has been used. */
    private static final float UPDATE_RATIO = 0.5f;

    /** Netty's: a header block in more pieces than these is an attack. */
    private static final int MAX_SMALL_CONTINUATIONS = 16;

    /** Longer cookies are hard to guess byte by byte from the size of what is sent; as nghttp2 has it. */
    private static final int GUESSABLE_COOKIE = 20;

    private static final SensitivityDetector SECRETS = Http2Codec::isSecret;

    static Http2Codec of(KeepRules rules, FrameGuard guard) {
        Http2Connection connection = new DefaultHttp2Connection(false, 0);
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(connection, new UniformStreamByteDistributor(connection)));
        // A stream that is not read must not stop the others: the connection's window is refilled at once, and each
        // stream's
        // own window bounds what is kept.
        connection.local().flowController(new DefaultHttp2LocalFlowController(connection, UPDATE_RATIO, true));
        Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(
                connection, new DefaultHttp2FrameWriter(new DefaultHttp2HeadersEncoder(SECRETS, true)));
        Http2ConnectionDecoder decoder = new DefaultHttp2ConnectionDecoder(
                connection,
                encoder,
                new GuardedFrameReader(new DefaultHttp2FrameReader(new Fields(rules), MAX_SMALL_CONTINUATIONS), guard),
                Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                true,
                true,
                false);
        Http2Settings settings = new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(rules.options().http2().initialStreamWindowSize())
                .maxHeaderListSize(rules.maxHeadBytes());
        return new Http2Codec(connection, decoder, encoder, settings);
    }

    /** Never to be kept in the table that both sides share: its size would tell a guess that is right from one that is not. */
    private static boolean isSecret(CharSequence name, CharSequence value) {
        return switch (name.length()) {
            case 6 -> value.length() < GUESSABLE_COOKIE && AsciiString.contentEquals("cookie", name);
            case 13 -> AsciiString.contentEquals("authorization", name);
            case 19 -> AsciiString.contentEquals("proxy-authorization", name);
            default -> false;
        };
    }

    /** Makes of every header block what we read of it. */
    private static final class Fields extends DefaultHttp2HeadersDecoder {
        private final KeepRules rules;

        Fields(KeepRules rules) {
            super(false, rules.maxHeadBytes());
            this.rules = rules;
        }

        @Override
        protected Http2Headers newHeaders() {
            return new Http2ResponseFields(rules.maxHeaders());
        }
    }
}
