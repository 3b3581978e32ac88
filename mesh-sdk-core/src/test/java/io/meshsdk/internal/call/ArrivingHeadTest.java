package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.InboundFixture.chain;
import static io.meshsdk.internal.call.InboundFixture.filters;
import static io.meshsdk.internal.call.InboundFixture.http;
import static io.meshsdk.internal.call.InboundFixture.listener;
import static io.meshsdk.internal.call.InboundFixture.plaintext;
import static io.meshsdk.internal.call.InboundFixture.proceeds;
import static io.meshsdk.internal.call.InboundFixture.rbac;
import static io.meshsdk.internal.call.InboundFixture.replied;
import static io.meshsdk.internal.call.InboundFixture.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.ClientCertDetail;
import io.meshsdk.model.HttpConnectionManager.ForwardClientCertDetails;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RequestHeaders;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.RouteAction;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations are what Envoy 1.40 forwarded of the same requests. */
class ArrivingHeadTest {
    private static final List<ClientCertDetail> ALL =
            List.of(ClientCertDetail.SUBJECT, ClientCertDetail.URI, ClientCertDetail.DNS);
    private static final Peer CALLER = new Peer.Certified(
            List.of("spiffe://mesh.test/caller"), List.of("caller.mesh.test"), "CN=caller,O=mesh", "73d4");
    private static final String CLAIM = "URI=spiffe://mesh.test/admin";

    private final InboundFixture mesh = new InboundFixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "SANITIZE | none",
                "FORWARD_ONLY | URI=spiffe://mesh.test/admin",
                "ALWAYS_FORWARD_ONLY | URI=spiffe://mesh.test/admin",
                "SANITIZE_SET | Hash=73d4;Subject=\"CN=caller,O=mesh\";URI=spiffe://mesh.test/caller;DNS=caller.mesh.test",
                "APPEND_FORWARD | URI=spiffe://mesh.test/admin,Hash=73d4;Subject=\"CN=caller,O=mesh\";URI=spiffe://mesh.test/caller;DNS=caller.mesh.test",
            })
    void theCallersCertificateIsToldAsTheListenerSays(ForwardClientCertDetails forward, String expected) {
        serve(manager(new RequestHeaders(forward, ALL, true, false, false, Set.of()), false, 0));

        assertThat(seen(CALLER, "x-forwarded-client-cert", CLAIM).get("x-forwarded-client-cert"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORWARD_ONLY", "APPEND_FORWARD", "SANITIZE_SET"})
    void whoShowedNoCertificateForwardsNone(ForwardClientCertDetails forward) {
        serve(manager(new RequestHeaders(forward, ALL, true, false, false, Set.of()), false, 0));

        for (Peer peer : List.of(Peer.PLAINTEXT, Peer.ANONYMOUS)) {
            assertThat(seen(peer, "x-forwarded-client-cert", CLAIM).contains("x-forwarded-client-cert"))
                    .isFalse();
        }
    }

    @Test
    void aRequestWithoutAnIdGetsOne() {
        serve(manager(RequestHeaders.DEFAULT, false, 0));

        assertThat(seen(CALLER).get("x-request-id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(seen(CALLER, "x-request-id", "theirs").get("x-request-id")).isEqualTo("theirs");
        serve(manager(
                new RequestHeaders(ForwardClientCertDetails.SANITIZE, List.of(), false, false, false, Set.of()),
                true,
                0));
        assertThat(seen(CALLER).contains("x-request-id")).isFalse();
    }

    @Test
    void anIdFromOutsideIsReplacedAtTheEdgeUnlessItIsPreserved() {
        serve(manager(RequestHeaders.DEFAULT, true, 0));
        assertThat(seen(CALLER, "x-request-id", "theirs").get("x-request-id")).hasSize(36);

        serve(manager(
                new RequestHeaders(ForwardClientCertDetails.SANITIZE, List.of(), true, true, false, Set.of()),
                true,
                0));
        assertThat(seen(CALLER, "x-request-id", "theirs").get("x-request-id")).isEqualTo("theirs");
    }

    @Test
    void atTheEdgeThePeerIsTheClient() {
        serve(manager(RequestHeaders.DEFAULT, true, 0));
        Headers seen =
                seen(CALLER, "x-forwarded-for", "1.2.3.4", "x-forwarded-for", "5.6.7.8", "x-forwarded-proto", "https");

        assertThat(seen.all("x-forwarded-for")).containsExactly("1.2.3.4,5.6.7.8,10.9.9.9");
        assertThat(seen.get("x-envoy-external-address")).isEqualTo("10.9.9.9");
        assertThat(seen.get("x-forwarded-proto")).isEqualTo("http");

        serve(manager(RequestHeaders.DEFAULT, true, 1));
        Headers trusted = seen(CALLER, "x-forwarded-for", "1.2.3.4, 5.6.7.8", "x-forwarded-proto", "https");
        assertThat(trusted.get("x-envoy-external-address")).isEqualTo("5.6.7.8");
        assertThat(trusted.get("x-forwarded-proto")).isEqualTo("https");

        serve(manager(
                new RequestHeaders(ForwardClientCertDetails.SANITIZE, List.of(), true, false, true, Set.of()),
                true,
                0));
        assertThat(seen(CALLER).contains("x-forwarded-for")).isFalse();
    }

    @Test
    void elsewhereTheClientIsWhoProxiesSay() {
        serve(manager(RequestHeaders.DEFAULT, false, 0));
        Headers seen = seen(CALLER, "x-forwarded-for", "1.2.3.4", "x-envoy-external-address", "1.2.3.4");

        assertThat(seen.all("x-forwarded-for")).containsExactly("1.2.3.4");
        assertThat(seen.get("x-envoy-external-address")).isEqualTo("1.2.3.4");
        assertThat(seen.get("x-forwarded-proto")).isEqualTo("http");
    }

    @ParameterizedTest
    @CsvSource({
        "x-envoy-internal, false, false",
        "x-envoy-retry-on, false, false",
        "x-envoy-upstream-rq-timeout-ms, false, false",
        "x-envoy-force-trace, false, false",
        "x-envoy-original-url, false, false",
        "x-envoy-original-path, true, false",
        "x-envoy-decorator-operation, true, false",
        "x-envoy-downstream-service-cluster, true, false",
        "x-envoy-attempt-count, true, true",
        "x-envoy-peer-metadata, true, true",
        "x-other, true, true",
    })
    void strangersDoNotSpeakForTheMesh(String name, boolean withinTheMesh, boolean atTheEdge) {
        serve(manager(RequestHeaders.DEFAULT, false, 0));
        assertThat(seen(CALLER, name, "v").contains(name)).isEqualTo(withinTheMesh);

        serve(manager(RequestHeaders.DEFAULT, true, 0));
        assertThat(seen(CALLER, name, "v").contains(name)).isEqualTo(atTheEdge);
    }

    @Test
    void whatSpeaksOfTheConnectionGoesNoFurther() {
        serve(manager(RequestHeaders.DEFAULT, false, 0));
        Headers seen = seen(
                CALLER,
                "connection",
                "X-Nominated, keep-alive",
                "x-nominated",
                "1",
                "keep-alive",
                "5",
                "proxy-connection",
                "x",
                "te",
                "trailers, gzip",
                "upgrade",
                "websocket");

        assertThat(seen.contains("connection") || seen.contains("keep-alive") || seen.contains("proxy-connection"))
                .isFalse();
        assertThat(seen.contains("x-nominated") || seen.contains("upgrade")).isFalse();
        assertThat(seen.all("te")).containsExactly("trailers");
    }

    @Test
    void noHeaderThatSaysWhereARequestComesFromCanBeNominatedAway() {
        serve(manager(RequestHeaders.DEFAULT, false, 0));

        LocalReply reply = replied(open(CALLER, "connection", "X-Forwarded-For", "x-forwarded-for", "1.2.3.4"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.details()).isEqualTo("http1.connection_header_rejected");
    }

    @Test
    void anUpgradeThatIsNotEnabledIsForbidden() {
        serve(manager(RequestHeaders.DEFAULT, false, 0));
        LocalReply reply = replied(open(CALLER, "connection", "Upgrade", "upgrade", "websocket"));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.details()).isEqualTo("upgrade_failed");
        assertThat(seen(CALLER, "connection", "Upgrade, HTTP2-Settings", "upgrade", "h2c")
                        .contains("upgrade"))
                .as("h2c is not heeded")
                .isFalse();

        serve(manager(
                new RequestHeaders(
                        ForwardClientCertDetails.SANITIZE, List.of(), true, false, false, Set.of("websocket")),
                false,
                0));
        assertThat(seen(CALLER, "connection", "Upgrade", "upgrade", "WebSocket").get("upgrade"))
                .isEqualTo("WebSocket");
        assertThat(replied(open(CALLER, "connection", "Upgrade", "upgrade", "foo"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void policiesSeeTheHeadAsItArrived() {
        Rbac trusting = rules(
                Rbac.Action.ALLOW,
                new Rbac.Permission.Header(
                        new HeaderMatcher("x-envoy-internal", new HeaderMatcher.Present(true), false, false)),
                new Rbac.Principal.Any());
        serve(manager(RequestHeaders.DEFAULT, false, 0, rbac(trusting)));

        assertThat(replied(open(CALLER, "x-envoy-internal", "true")).status()).isEqualTo(403);
    }

    @Test
    void judgingAnOrdinaryHeadMakesNothing() {
        ArrivingHead arriving = new ArrivingHead(manager(RequestHeaders.DEFAULT, true, 0));
        Headers ordinary = Headers.of("connection", "Keep-Alive", "accept", "*/*", "x-envoy-attempt-count", "1");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            refused += arriving.malformed(ordinary) != null || arriving.forbiddenUpgrade(ordinary) ? 1 : 0;
        }
        long made = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(refused).isZero();
        assertThat(made).as("bytes of 10 000 heads").isLessThan(10_000);
    }

    private void serve(HttpConnectionManager manager) {
        mesh.with(listener(chain(http(manager))));
    }

    private Headers seen(Peer peer, String... headers) {
        return proceeds(open(peer, headers)).headers();
    }

    private io.meshsdk.engine.InboundCall open(Peer peer, String... headers) {
        RequestHead head = Routes.get("orders/").withHeaders(Headers.of(headers));
        return mesh.open(head, peer, plaintext());
    }

    private static HttpConnectionManager manager(
            RequestHeaders headers, boolean useRemoteAddress, int hops, HttpFilter... before) {
        return new HttpConnectionManager(
                "in",
                new RouteSource.Inline(Routes.all(new RouteAction.NonForwarding())),
                filters(before),
                Duration.ofMinutes(5),
                PathNormalization.NONE,
                false,
                false,
                false,
                useRemoteAddress,
                hops,
                headers);
    }
}
