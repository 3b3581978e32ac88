package io.meshsdk.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PropertiesTest {
    @Test
    void everyPropertyIsDescribedForEditors() throws Exception {
        String metadata;
        try (InputStream file =
                MeshProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
        }
        assertThat(metadata)
                .contains(
                        "mesh.enabled",
                        "mesh.bootstrap",
                        "mesh.required",
                        "mesh.startup.timeout",
                        "mesh.startup.preconnect",
                        "mesh.last-good.file",
                        "mesh.last-good.max-age",
                        "mesh.outbound.enabled",
                        "mesh.outbound.unknown",
                        "mesh.inbound.enabled",
                        "mesh.inbound.plaintext-paths",
                        "path of an Envoy or gRPC bootstrap");
    }
}
