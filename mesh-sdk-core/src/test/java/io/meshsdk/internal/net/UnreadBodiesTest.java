package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.net.Transport.RequestEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection with anything left on it is closed: the next answer could not be told from what was left. */
@ExtendWith(LeakGuard.class)
class UnreadBodiesTest {
    private final Client client = new Client();

    @AfterEach
    void nothingIsLeftBehind() {
        client.close();
        assertThat(client.transport.openConnections()).isZero();
        assertThat(client.policies.connections).as("connection permits").hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 5\r\n\r\nhello",
                "content-length: 500\r\n\r\nhello",
                "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "\r\nhello"
            })
    void anAnswerWhoseBodyNobodyReadsEndsItsConnection(String rest) {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\n" + rest)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            for (int call = 1; call <= 2; call++) {
                Probe probe = new Probe();
                ClientExchange exchange = client.open(endpoint, get("/"), RequestEnd.WITH_HEAD, probe);
                probe.awaitHead();
                client.run(exchange::reset);
                assertThat(probe.ends).hasValue(0);
            }
            assertThat(server.connections()).as("one for each call").isEqualTo(2);
        }
    }
}
