package io.meshsdk.grpc.internal.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static final int RECORD_AND_HANDSHAKE_HEADERS = 9;

    @Test
    void readsNameAndProtocolsOfARealHello() throws Exception {
        ClientHello hello = ClientHello.read(hello("Orders.Example", "h2", "istio"));
        assertThat(hello.serverName()).isEqualTo("orders.example");
        assertThat(hello.protocols()).containsExactly("h2", "istio");
    }

    @Test
    void everyPrefixOfARealHelloIsReadOrRefusedButNeverReadAsAnother() throws Exception {
        ByteBuf whole = hello("orders.example", "h2");
        ClientHello read = ClientHello.read(whole);
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf part = whole.slice(0, length);
            Throwable thrown = catchThrowable(() -> ClientHello.read(part));
            if (thrown == null) {
                // Only one without extensions at all ends where extensions begin.
                assertThat(ClientHello.read(part)).isNotEqualTo(read);
                assertThat(ClientHello.read(part).serverName()).isEmpty();
            } else {
                assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void nonsenseIsRefusedAndNeverMoreThanThat() {
        Random random = new Random(20_261_125);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            Throwable thrown = catchThrowable(() -> ClientHello.read(Unpooled.wrappedBuffer(bytes)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void aLengthBeyondTheHelloIsRefused() throws Exception {
        ByteBuf hello = hello("orders.example", "h2");
        // The length of the session's id.
        hello.setByte(34, 255);
        assertThatThrownBy(() -> ClientHello.read(hello)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuf hello(String name, String... protocols) throws Exception {
        SSLEngine engine = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols))
                .build()
                .newEngine(UnpooledByteBufAllocator.DEFAULT, name, 443);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        out.flip();
        return Unpooled.copiedBuffer(out)
                .skipBytes(RECORD_AND_HANDSHAKE_HEADERS)
                .slice();
    }
}
