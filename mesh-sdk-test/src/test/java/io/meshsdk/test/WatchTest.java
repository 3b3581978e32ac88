package io.meshsdk.test;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    @TempDir
    private Path directory;

    @Test
    void followsAFileAndKeepsTheLastGood() throws Exception {
        Path file = directory.resolve("mesh.yaml");
        Files.writeString(file, clusters("a", "b"));
        BlockingQueue<String> errors = new LinkedBlockingQueue<>();
        try (var plane = ControlPlane.start().watch(file, errors::add);
                var client = new RawXdsClient(plane)) {
            var stream = client.delta();
            stream.subscribe(CLUSTER);
            assertThat(stream.response().getResourcesCount()).isEqualTo(2);

            Files.writeString(file, "resources: [{");
            assertThat(errors.poll(10, TimeUnit.SECONDS)).contains("mesh.yaml");
            stream.assertSilent();

            Files.writeString(file, clusters("b", "c"));
            var response = stream.response();
            assertThat(response.getResourcesList())
                    .singleElement()
                    .satisfies(c -> assertThat(c.getName()).isEqualTo("c"));
            assertThat(response.getRemovedResourcesList()).containsExactly("a");
        }
    }

    @Test
    void readsAllFilesOfADirectory() throws Exception {
        Files.writeString(directory.resolve("a.yaml"), clusters("a"));
        Files.writeString(
                directory.resolve("b.json"), "{'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: b}");
        Files.writeString(directory.resolve("README.md"), "not a resource");
        try (var plane = ControlPlane.start().watch(directory);
                var client = new RawXdsClient(plane)) {
            var stream = client.delta();
            stream.subscribe(CLUSTER);
            assertThat(stream.response().getResourcesCount()).isEqualTo(2);

            Files.delete(directory.resolve("a.yaml"));
            assertThat(stream.response().getRemovedResourcesList()).containsExactly("a");
        }
    }

    @Test
    void refusesToStartOnWhatCannotBeReadWithTheFilesName() throws Exception {
        Path missing = directory.resolve("missing.yaml");
        Path empty = Files.writeString(directory.resolve("empty.yaml"), "\n");
        Path twice = Files.writeString(directory.resolve("twice.yaml"), clusters("a", "a"));
        try (var plane = ControlPlane.start()) {
            assertThatThrownBy(() -> plane.watch(missing)).hasMessageContaining("missing.yaml: cannot be read");
            assertThatThrownBy(() -> plane.watch(empty)).hasMessageContaining("empty.yaml: is empty");
            assertThatThrownBy(() -> plane.watch(twice)).hasMessageContaining("Cluster a is there twice");
        }
    }

    private static String clusters(String... names) {
        StringBuilder text = new StringBuilder("resources:\n");
        for (String name : names) {
            text.append("- {'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ")
                    .append(name)
                    .append("}\n");
        }
        return text.toString();
    }
}
