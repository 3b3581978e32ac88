package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.transport.ServerSecurity;
import java.util.ArrayList;
import java.util.List;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mesh normalizes a path before Tomcat judges it, and Tomcat's judgement still holds for what comes of it. */
class TargetRulesTest {
    private final ScriptedInbound inbound = ScriptedInbound.always(ServerSecurity.PLAINTEXT);
    private final Echo application = new Echo();
    private final List<String> judged = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {"/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a\"b", "/a<b>", "/a|b", "/{a}", "/a^b", "/a`b", "/[a]"})
    void thePathIsTheMeshsFirstAndThenRefused(String path) throws Exception {
        inbound.calls((head, peer) -> {
            judged.add(head.path());
            return new InboundCall.Plan.Proceed(head);
        });
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get(path).status()).isEqualTo(400);
        }
        assertThat(judged).containsExactly(path);
        assertThat(application.served).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2fb", "/a%5cb", "/a\\b", "/a<b>"})
    void aPathThatTheMeshMadeGoodIsServed(String path) throws Exception {
        inbound.calls((head, peer) -> new InboundCall.Plan.Proceed(good(head)));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get(path + "?q=%2f");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("url=http://orders/good\n");
        }
    }

    @Test
    void whatTheApplicationAllowsItsConnectorIsAllowed() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(
                        inbound,
                        application,
                        factory -> factory.addConnectorCustomizers(connector ->
                                connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue())));
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get("/a%2fb").status()).isEqualTo(200);
            assertThat(wire.get("/a%5cb").status()).isEqualTo(400);
        }
    }

    private static RequestHead good(RequestHead head) {
        return head.withPath("/good" + head.path().substring(head.path().indexOf('?')));
    }
}
