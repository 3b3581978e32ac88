package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.FaultyServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The kill switch. */
@Timeout(60)
class SwitchedOffTest {
    @Test
    void withMeshEnabledFalseNothingIsReadCallsPassByAndALogLineSaysSo() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(MeshBuilder.class);
        log.start();
        logger.addAppender(log);
        try (FaultyServer server = FaultyServer.start(Behavior.answer(200, "past"));
                Mesh mesh = Mesh.builder()
                        .bootstrap(Path.of("no-such-file"))
                        .environment(Map.of("MESH_ENABLED", "false"))
                        .start()) {
            assertThat(mesh.client()
                            .sendBlocking(Request.get("http://" + server.address() + "/"))
                            .bodyText())
                    .isEqualTo("past");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).anySatisfy(event -> {
            assertThat(event.getLevel().toString()).isEqualTo("WARN");
            assertThat(event.getFormattedMessage())
                    .contains("MESH_ENABLED=false")
                    .contains("switched off");
        });
    }
}
