package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static io.meshsdk.internal.net.Client.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Netty's own server. */
@ExtendWith(LeakGuard.class)
class Http2ExchangeTest {
    @RegisterExtension
    final Client client = Client.http2();

    private final Http2Server server = new Http2Server(new Http2Settings().maxConcurrentStreams(100));
    private final TestEndpoint endpoint = new TestEndpoint(server.address());

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aCallWithoutABodyIsAnswered() {
        Probe probe = client.send(endpoint, get("/v1/orders?id=1", "x-a", "b"));

        Headers head = probe.awaitHead().headers();
        assertThat(probe.awaitHead().status()).isEqualTo(200);
        assertThat(head.get("x-method")).isEqualTo("GET");
        assertThat(head.get("x-path")).isEqualTo("/v1/orders?id=1");
        assertThat(head.get("x-authority")).isEqualTo("orders");
        assertThat(head.get("x-scheme")).isEqualTo("http");
        assertThat(head.get("got-x-a")).isEqualTo("b");
        assertThat(probe.awaitEnd()).isEqualTo(Headers.of("x-trailer", "yes"));
    }

    @Test
    void bodyAndTrailersGoBothWays() {
        Probe probe = client.send(endpoint, post("/v1"), "hello", Headers.of("x-sum", "1"));

        assertThat(probe.awaitEnd()).isEqualTo(Headers.of("x-trailer", "yes"));
        assertThat(probe.body).hasToString("hello");
    }

    @Test
    void whatConcernsOneConnectionOnlyIsNotSent() {
        Headers head = client.send(
                        endpoint,
                        get(
                                "/",
                                "connection",
                                "x-hop, keep-alive",
                                "x-hop",
                                "1",
                                "keep-alive",
                                "timeout=1",
                                "te",
                                "gzip, trailers",
                                "upgrade",
                                "h2c",
                                "transfer-encoding",
                                "chunked",
                                "host",
                                "other"))
                .awaitHead()
                .headers();

        assertThat(head.get("got-te")).isEqualTo("trailers");
        assertThat(head.size()).as("no other field of the request: " + head).isEqualTo(5);
    }

    @Test
    void manyCallsAtOnceShareOneConnection() {
        client.send(endpoint, get("/")).awaitEnd();
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            probes.add(client.send(endpoint, get("/" + i, "x-body", "1000")));
        }
        for (int i = 0; i < 64; i++) {
            probes.get(i).awaitEnd();
            assertThat(probes.get(i).awaitHead().headers().get("x-path")).isEqualTo("/" + i);
            assertThat(probes.get(i).bytes).hasValue(1000);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void bodiesFarGreaterThanAllWindowsPassWhole() {
        String body = "0123456789abcdef".repeat(128 * 1024);

        Probe probe = client.send(endpoint, post("/", "content-length", "" + body.length()), body, Headers.EMPTY);

        probe.awaitEnd();
        assertThat(probe.bytes).hasValue(body.length());
        assertThat(probe.body.toString().equals(body)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-slash", "/a b", "/\r\nx: y", ""})
    void aPathThatCouldBeTakenForSomethingElseIsNotSent(String path) {
        Outcome outcome = client.send(endpoint, get(path)).awaitFailure();

        assertThat(outcome).isInstanceOf(Outcome.ProtocolError.class);
        assertThat(server.connections()).isZero();
    }

    @Test
    void aHeaderThatCouldBeTakenForSomethingElseIsNotSent() {
        client.send(endpoint, get("/")).awaitEnd();

        for (String[] bad : new String[][] {{"x-a", "b\r\nx-c: d"}, {":path", "/other"}, {"x a", "b"}, {"", "b"}}) {
            assertThat(client.send(endpoint, get("/", bad)).awaitFailure()).isInstanceOf(Outcome.ProtocolError.class);
        }
        client.send(endpoint, get("/")).awaitEnd();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aBodyThatIsNotAsLongAsAnnouncedEndsItsStreamAlone() {
        client.send(endpoint, get("/")).awaitEnd();

        for (String length : List.of("2", "4")) {
            assertThat(client.send(endpoint, post("/", "content-length", length), "abc", Headers.EMPTY)
                            .awaitFailure()
                            .details())
                    .contains("Content-Length");
        }
        client.send(endpoint, get("/")).awaitEnd();
        assertThat(server.connections()).isEqualTo(1);
    }
}
