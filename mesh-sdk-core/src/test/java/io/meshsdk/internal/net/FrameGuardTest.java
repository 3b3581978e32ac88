package io.meshsdk.internal.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that pile up, for the server does not read them, end its connection however much it brings forward. */
class FrameGuardTest {
    private boolean peerReads = true;
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (peerReads) {
                ctx.flush();
            }
        }
    });
    private final ChannelHandlerContext context = channel.pipeline().firstContext();
    private final FrameGuard guard = new FrameGuard(() -> 0);

    @AfterEach
    void close() {
        peerReads = true;
        channel.finishAndReleaseAll();
    }

    @Test
    void pingsWhoseAnswersAreNotReadAreAFlood() throws Exception {
        fill();
        answerable(() -> guard.onPingRead(context, 0), FrameGuard.MAX_UNREAD_ANSWERS);
        assertThatThrownBy(() -> guard.onPingRead(context, 0)).hasMessageContaining("flood of PING");
    }

    @Test
    void settingsWhoseAnswersAreNotReadAreAFlood() throws Exception {
        fill();
        answerable(() -> guard.onSettingsRead(context, new Http2Settings()), FrameGuard.MAX_UNREAD_ANSWERS);
        assertThatThrownBy(() -> guard.onSettingsRead(context, new Http2Settings()))
                .hasMessageContaining("flood of SETTINGS");
    }

    @Test
    void pingsWhoseAnswersAreReadAreNone() throws Exception {
        answerable(() -> guard.onPingRead(context, 0), 10 * FrameGuard.MAX_UNREAD_ANSWERS);
        peerReads = false;
        fill();
        answerable(() -> guard.onPingRead(context, 0), FrameGuard.MAX_UNREAD_ANSWERS);
        peerReads = true;
        answerable(() -> guard.onPingRead(context, 0), FrameGuard.MAX_UNREAD_ANSWERS);
    }

    /** More than the channel keeps for a peer that reads. */
    private void fill() {
        peerReads = false;
        channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
    }

    private void answerable(Frame frame, int times) throws Http2Exception {
        for (int i = 0; i < times; i++) {
            guard.useful();
            frame.comes();
        }
    }

    private interface Frame {
        void comes() throws Http2Exception;
    }
}
