package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static io.meshsdk.internal.net.Client.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private final Client client = new Client();

    @AfterEach
    void close() {
        client.close();
        assertThat(client.policies.connections).as("connection permits").hasValue(0);
        assertThat(client.policies.pending).as("pending permits").hasValue(0);
    }

    @Test
    void callsOneAfterTheOtherShareOneConnection() {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello")) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            for (int i = 0; i < 3; i++) {
                Probe probe = client.send(endpoint, get("/v1"));
                assertThat(probe.awaitHead().status()).isEqualTo(200);
                assertThat(probe.awaitHead().headers().get("x-a")).isEqualTo("b");
                probe.awaitEnd();
                assertThat(probe.body).hasToString("hello");
            }
            Probe posted = client.send(endpoint, post("/v1", "content-length", "3"), "abc", Headers.EMPTY);
            posted.awaitEnd();

            assertThat(server.connections()).isEqualTo(1);
            assertThat(client.policies.connections).hasValue(1);
        }
    }
}
