package io.meshsdk.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine decides as a real Envoy did; {@code -Dmesh.vectors=DIR} has it judged by another collection. */
class VectorsTest {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");

    private static final Set<String> ON_PURPOSE = Set.of(
            // istiod's configuration for gRPC leaves it out
            "empty-stat-prefix",
            // as Envoy's documentation demands, and as gRPC does
            "ep-weights-over",
            "loc-weights-over",
            // there is nothing that could speak to it
            "udp-endpoint",
            // RE2/J does not know them
            "regex-C",
            "regex-dup-group");

    static List<Path> files() throws IOException {
        return Vectors.files(Path.of(System.getProperty("mesh.vectors", FOLDER.toString())));
    }

    @ParameterizedTest
    @MethodSource("files")
    void theEngineDecidesAsEnvoyDid(Path file) {
        List<Verdict> verdicts = Vectors.judge(file);

        assertThat(verdicts).isNotEmpty();
        assertThat(verdicts.stream().filter(verdict -> !verdict.passed() && !isKnown(verdict)))
                .isEmpty();
    }

    private static boolean isKnown(Verdict verdict) {
        return ON_PURPOSE.stream().anyMatch(name -> verdict.name().endsWith(" " + name + "]"));
    }

    @Test
    void differsFromEnvoyOnlyOnPurpose() {
        List<Verdict> verdicts = Vectors.judge(FOLDER.resolve("envoy-config/more.json"));

        assertThat(verdicts).hasSize(119);
        assertThat(verdicts.stream().filter(verdict -> !verdict.passed())).hasSameSizeAs(ON_PURPOSE);
    }

    @ParameterizedTest(name = "in {0}, {1} for {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "envoy-route/route-00009.json | \"cluster\":\"c | \"cluster\":\"d",
                "envoy-route/route-00009.json | \"details\":\"via_upstream\" | \"details\":\"other\"",
                "envoy-route/route-00009.json | [\"x-resp\",\"backend\"] | [\"x-resp\",\"other\"]",
                "envoy-route/route-00002.json | \"location\":\" | \"location\":\"other",
                "envoy-route/weights-00101.json | \"c5\":1152 | \"c5\":152",
                "envoy-route/rejected.json | [\\s\\S]* | [{\"route_config\":{\"name\":\"rc\"},\"error\":\"none\"}]",
                "envoy-path/path-n1-m0-unescape_and_forward.json | \"path\":\"/a/\"}} | \"path\":\"/other\"}}",
                "envoy-rbac/rbac-00003.json | \"allowed\":true | \"allowed\":false",
                "envoy-rbac/rbac-00003.json | \"enf_enforced | \"other_enforced",
                "envoy-retry/retry-00001.json | \"attempts\":2 | \"attempts\":3",
                "envoy-config/config.json | \"accepted\":true | \"accepted\":false",
            })
    void aDecisionThatWasRecordedOtherwiseFails(String file, String recorded, String other) throws IOException {
        String json = Files.readString(FOLDER.resolve(file)).replaceAll("\": ", "\":");
        String changed = recorded.contains("*") ? other : json.replace(recorded, other);
        assertThat(changed).isNotEqualTo(json);

        assertThat(failed(Vectors.judge(changed, "changed"))).isGreaterThan(failed(Vectors.judge(json, "recorded")));
    }

    @Test
    void filesAreKnownByWhatIsInThem(@TempDir Path folder) throws IOException {
        int number = 0;
        for (Path file : Vectors.files(FOLDER)) {
            Path other = Files.copy(file, folder.resolve("f" + number++ + ".txt"));
            assertThat(Vectors.judge(other)).hasSameSizeAs(Vectors.judge(file));
        }
    }

    @Test
    void manifestsArePassedOver(@TempDir Path folder) throws IOException {
        Path manifest = Files.writeString(folder.resolve("manifest.json"), "{}");

        assertThat(Vectors.files(folder)).isEmpty();
        assertThat(Vectors.judge(manifest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "7",
                "{\"cases\": []}",
                "{\"route_config\": {}, \"cases\": [{\"request\": {}, \"expect\": {\"kind\": \"cluster\"}}]}",
                "{\"route_config\": {\"nope\": 1}, \"cases\": [{\"request\": {\"path\": \"/\"}, \"expect\": {\"attempts\": 1}}]}",
                "{\"hcm\": {}, \"cases\": [{\"path\": \"/\", \"expect\": {\"kind\": 1}}]}",
                "{\"hcm\": 1, \"cases\": [{\"path\": \"/\", \"expect\": {\"kind\": \"cluster\"}}]}",
                "{\"cases\": [{\"kind\": \"new\", \"name\": \"n\", \"resource\": {}, \"expect\": {\"accepted\": false}}]}",
                "[{\"route_config\": 1, \"error\": \"x\"}]"
            })
    void whatCannotBeJudgedFailsByName(String json) {
        List<Verdict> verdicts = Vectors.judge(json, "file");

        assertThat(verdicts).singleElement().satisfies(verdict -> {
            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.name()).startsWith("file");
        });
    }

    @Test
    void aCaseThatCannotBeJudgedFailsByNameAndTheOthersAreJudged() {
        List<Verdict> verdicts = Vectors.judge("""
                {"cases": [
                  {"kind": "cluster", "name": "a", "resource": [], "expect": {"accepted": true}},
                  {"kind": "cluster", "name": "b", "resource": {"name": ""}, "expect": {"accepted": false}},
                  {"kind": "cluster", "name": "d", "resource": {"name": "d"}, "expect": {"accepted": true}}]}
                """, "file");

        assertThat(verdicts)
                .extracting(Verdict::name)
                .containsExactly("file[cluster a]", "file[cluster b]", "file[cluster d]");
        assertThat(verdicts).extracting(Verdict::passed).containsExactly(false, true, true);
    }

    @Test
    void aFolderIsSearchedForJsonWhateverItsFilesAreCalled(@TempDir Path folder) throws IOException {
        Path below = Files.createDirectories(folder.resolve("a b/c"));
        Path vector = Files.copy(FOLDER.resolve("envoy-config/config.json"), below.resolve("no ending #1"));
        Path empty = Files.createFile(below.resolve("empty.JSON"));
        Files.writeString(folder.resolve("README.md"), "# Vectors");

        assertThat(Vectors.files(folder)).containsExactlyInAnyOrder(vector, empty);
    }

    @Test
    void aFileThatIsNotThereFailsByName() {
        assertThat(Vectors.judge(Path.of("not-there.json")))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.differences().get(0)).contains("cannot be read"));
    }

    private static long failed(List<Verdict> verdicts) {
        return verdicts.stream().filter(verdict -> !verdict.passed()).count();
    }
}
