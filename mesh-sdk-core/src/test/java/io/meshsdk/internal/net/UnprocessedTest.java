package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.transport.ClientSecurity;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the server cannot have seen is told apart from what it may have seen. */
@ExtendWith(LeakGuard.class)
class UnprocessedTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopConnections connections =
            new LoopConnections(channel.eventLoop(), Sockets.NIO, new TestPolicies(), new ManualTime());
    private final EndpointPool pool = new EndpointPool(
            connections,
            new TestEndpoint(new Address.Socket("127.0.0.1", 1)),
            ClientSecurity.PLAINTEXT,
            new TestPolicies());
    private final Probe probe = new Probe();

    @Test
    void aRequestOfWhichNotAByteCouldBeWrittenIsUnprocessed() {
        channel.pipeline().addLast(new BrokenSocket(0));

        begin(true);

        assertThat(probe.awaitFailure()).isInstanceOf(Outcome.Unprocessed.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aRequestWhoseHeadWasWrittenIsNot() {
        channel.pipeline().addLast(new BrokenSocket(1));

        Exchange exchange = begin(false);
        exchange.write(Unpooled.copiedBuffer("abc", US_ASCII));
        channel.runPendingTasks();
        assertThat(probe.outcome).as("an answer may have come before").isNotDone();
        channel.close();

        assertThat(probe.awaitFailure()).isInstanceOf(Outcome.Disconnected.class);
        assertThat(probe.awaitFailure().details()).contains("Broken pipe");
    }

    @Test
    void anAnswerThatCameBeforeTheWriteFailedIsDelivered() {
        channel.pipeline().addLast(new BrokenSocket(1));

        Exchange exchange = begin(false);
        exchange.write(Unpooled.copiedBuffer("abc", US_ASCII));
        channel.runPendingTasks();
        channel.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 413 No\r\ncontent-length: 0\r\n\r\n", US_ASCII));

        assertThat(probe.awaitHead().status()).isEqualTo(413);
        exchange.reset();
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    private Exchange begin(boolean endsWithHead) {
        Http1Connection connection = new Http1Connection(
                pool, channel, Peer.PLAINTEXT, new KeepRules(HttpProtocolOptions.HTTP1, 0), new HeadScratch());
        channel.pipeline().addLast(connection);
        Exchange exchange = new Exchange(
                pool,
                Client.post("/"),
                Unpooled.copiedBuffer("POST / HTTP/1.1\r\n\r\n", US_ASCII),
                endsWithHead ? 0 : RequestFraming.CHUNKED,
                endsWithHead ? RequestEnd.WITH_HEAD : RequestEnd.LATER,
                false,
                probe);
        connection.begin(exchange);
        channel.runPendingTasks();
        return exchange;
    }

    private static final class BrokenSocket extends ChannelOutboundHandlerAdapter {
        private int writesThatWork;

        BrokenSocket(int writesThatWork) {
            this.writesThatWork = writesThatWork;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            if (writesThatWork-- <= 0) {
                promise.setFailure(new IOException("Broken pipe"));
            }
        }
    }
}
