package io.meshsdk.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a real istiod sends is taken, and what is left out of it is known; {@code -Dmesh.recordings=DIR} reads another collection. */
class IstioRecordingsTest {
    private static final Path FOLDER = Path.of("src/test/resources/recordings/istio");
    private static final Path EXPECTED = FOLDER.resolve("ignored.txt");

    @Test
    void everyResponseOfEveryKindOfStreamIsTaken() throws IOException {
        List<Linted> responses = responses();

        for (Linted response : responses) {
            assertThat(response.kind()).as(response.from()).isEqualTo("discovery response");
            assertThat(response.rejected()).as(response.from()).isEmpty();
        }
        assertThat(responses.stream().map(response -> kind(response.from())).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "sidecar-sotw LDS",
                        "sidecar-sotw CDS",
                        "sidecar-sotw RDS",
                        "sidecar-sotw EDS",
                        "sidecar-delta LDS",
                        "sidecar-delta CDS",
                        "sidecar-delta RDS",
                        "sidecar-delta EDS",
                        "grpc-sotw LDS",
                        "grpc-sotw CDS",
                        "grpc-sotw RDS",
                        "grpc-sotw EDS",
                        "grpc-delta LDS",
                        "grpc-delta CDS",
                        "grpc-delta RDS",
                        "grpc-delta EDS");
    }

    @Test
    void exactlyThisIsLeftOutForTheseReasons() throws IOException {
        Set<String> ignored = new TreeSet<>();
        for (Linted response : responses()) {
            for (Linted.Finding finding : response.ignored()) {
                String type = finding.resource()
                        .replaceAll("^(cluster load assignment|cluster|listener|route configuration|secret) .*", "$1");
                ignored.add(type + ": " + finding.field().replaceAll("\\[[^]]*]", "[]") + ": " + finding.why());
            }
        }

        Path found = Files.write(Path.of("target", "ignored.txt"), ignored);
        assertThat(ignored)
                .as("%s has what was found; if it is meant so, it belongs in %s", found, EXPECTED)
                .containsExactlyElementsOf(Files.readAllLines(EXPECTED));
    }

    @Test
    void aResponseAsJsonIsReadAsItsBytesAre() throws IOException {
        Linted json = Lint.file(FOLDER.resolve("as-json.01-LDS.json"));
        Linted bytes = inRecordings(
                recordings -> Lint.file(recordings.resolve("endpoints-change/grpc-delta/client-1.01-LDS.pb")));

        assertThat(json.accepted()).isNotEmpty().isEqualTo(bytes.accepted());
        assertThat(json.ignored()).isEqualTo(bytes.ignored());
    }

    private static String kind(String file) {
        return file.replaceAll(".*/([a-z]+-[a-z]+)/[^/]*-([A-Z]DS)\\.[a-z]+", "$1 $2");
    }

    private static List<Linted> responses() throws IOException {
        return inRecordings(recordings -> Lint.files(recordings).stream()
                .map(Lint::file)
                .filter(Linted::isConfiguration)
                .toList());
    }

    private static <T> T inRecordings(Reading<T> reading) throws IOException {
        String other = System.getProperty("mesh.recordings");
        if (other != null) {
            return reading.from(Path.of(other));
        }
        try (FileSystem zip = FileSystems.newFileSystem(FOLDER.resolve("responses.zip"))) {
            return reading.from(zip.getPath("/"));
        }
    }

    private interface Reading<T> {
        T from(Path recordings) throws IOException;
    }
}
