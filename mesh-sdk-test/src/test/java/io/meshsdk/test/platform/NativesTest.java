package io.meshsdk.test.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On the usual server platform a user who adds core has native TLS and epoll. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativesTest {
    @Test
    void epollIsThere() {
        assertThat(Epoll.unavailabilityCause()).isNull();
    }

    /** Natives that do not fit their Java classes pass OpenSsl.isAvailable(); only a handshake tells. */
    @Test
    void nativeTlsShakesHands() throws Exception {
        X509Bundle identity = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SslContext server = SslContextBuilder.forServer(
                        identity.getKeyPair().getPrivate(), identity.getCertificatePath())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
        SslContext client = SslContextBuilder.forClient()
                .trustManager(identity.getCertificate())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
        EmbeddedChannel serverEnd = new EmbeddedChannel();
        EmbeddedChannel clientEnd = new EmbeddedChannel();
        SslHandler clientTls = client.newHandler(clientEnd.alloc(), "localhost", 443);
        serverEnd.pipeline().addLast(server.newHandler(serverEnd.alloc()));
        clientEnd.pipeline().addLast(clientTls);

        while (carry(clientEnd, serverEnd) || carry(serverEnd, clientEnd)) {}

        assertThat(clientTls.handshakeFuture().isSuccess()).isTrue();
        assertThat(clientTls.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
        clientEnd.finishAndReleaseAll();
        serverEnd.finishAndReleaseAll();
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean carried = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            carried = true;
        }
        return carried;
    }
}
