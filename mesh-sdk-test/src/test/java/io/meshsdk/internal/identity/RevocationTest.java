package io.meshsdk.internal.identity;

import static io.meshsdk.internal.identity.Identity.bytes;
import static io.meshsdk.internal.identity.Identity.cluster;
import static io.meshsdk.internal.identity.Identity.downstream;
import static io.meshsdk.internal.identity.Identity.inline;
import static io.meshsdk.internal.identity.Identity.trusting;
import static io.meshsdk.internal.identity.Identity.upstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket.ValidationSource;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an authority has taken back ({@code crl}) is let in nowhere, in real handshakes, with BoringSSL and with the JDK. */
class RevocationTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCertificate WEB = CA.workload("ns/shop/sa/web");
    private static final TestCertificate ORDERS = CA.workload("ns/shop/sa/orders");
    private static final TestCertificate STOLEN = CA.workload("ns/shop/sa/orders");

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void aRevokedServerIsRefusedAndOthersOfItsAuthorityAreNot(SslProvider provider) throws Exception {
        ValidationSource rules = rules(CA, CA.revocationList(STOLEN));

        connect(client(provider, WEB, rules), server(provider, ORDERS, trusting(CA)));

        refused(client(provider, WEB, rules), server(provider, STOLEN, trusting(CA)));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void aRevokedClientIsRefused(SslProvider provider) throws Exception {
        ServerSecurity.Tls server = server(provider, ORDERS, rules(CA, CA.revocationList(STOLEN)));

        connect(client(provider, WEB, trusting(CA)), server);

        refused(client(provider, STOLEN, trusting(CA)), server);
    }

    /** As in Envoy: with any list, each certificate below the root needs one of its issuer. */
    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void anAuthorityBelowTheRootNeedsAListOfItsOwn(SslProvider provider) throws Exception {
        TestCa below = CA.intermediate();
        TestCertificate leaf = below.workload("ns/shop/sa/orders");
        ServerSecurity.Tls server = server(provider, leaf, trusting(CA));

        refused(client(provider, WEB, rules(CA, CA.revocationList())), server);

        connect(client(provider, WEB, rules(CA, CA.revocationList() + below.revocationList())), server);
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void aListOfAnotherAuthoritySaysNothingSoNobodyIsLetIn(SslProvider provider) {
        String foreign = TestCa.create("mesh.test").revocationList();

        refused(client(provider, WEB, rules(CA, foreign)), server(provider, ORDERS, trusting(CA)));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"JDK", "OPENSSL"})
    void aListThatCannotBeReadRefusesTheCluster(SslProvider provider) {
        Identity identity = new Identity(provider, Map.of());
        identity.identities.apply(cluster("orders", upstream(inline(WEB.secret("")), rules(CA, "no list"))));

        assertThat(identity.refusal("orders")).contains("X509 CRL");
    }

    private static void connect(ClientSecurity.Tls client, ServerSecurity.Tls server) throws SSLException {
        try (Handshake done = Handshake.run(client, server)) {
            assertThat(client.verify(done.client().getSession()).name()).startsWith("spiffe://mesh.test/");
        }
    }

    private static void refused(ClientSecurity.Tls client, ServerSecurity.Tls server) {
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> connect(client, server));
    }

    private static ValidationSource rules(TestCa ca, String lists) {
        return new ValidationSource.Inline(new Secret.ValidationContext(
                bytes(ca.trustBundle()), List.of(), bytes(lists), List.of(), List.of(), false, Map.of()));
    }

    private static ClientSecurity.Tls client(SslProvider provider, TestCertificate own, ValidationSource rules) {
        Identity identity = new Identity(provider, Map.of());
        identity.identities.apply(cluster("orders", upstream(inline(own.secret("")), rules)));
        return identity.tls("orders");
    }

    private static ServerSecurity.Tls server(SslProvider provider, TestCertificate own, ValidationSource rules) {
        return (ServerSecurity.Tls) new Identity(provider, Map.of())
                .identities
                .server(downstream(inline(own.secret("")), rules))
                .get();
    }
}
