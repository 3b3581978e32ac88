package io.meshsdk.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
    @Test
    void namesWhatABootstrapHoldsAndWhatOfItIsIgnored() {
        Linted linted = lint("""
                admin: {}
                static_resources: {clusters: [{name: c, type: STATIC, alt_stat_name: other}]}
                """);

        assertThat(linted.kind()).isEqualTo("bootstrap of Envoy");
        assertThat(linted.accepted()).containsExactly("cluster c");
        assertThat(linted.ignored())
                .extracting(Linted.Finding::field)
                .containsExactlyInAnyOrder("admin", "static_resources.clusters[0].alt_stat_name");
        assertThat(linted.rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static_resources: {clusters: [{nope: 1}]} | static_resources.clusters[0].nope is not a known field",
                "static_resources: {clusters: [{name: c, connect_timeout: 0s}]} | connect_timeout",
                "{\"xds_servers\": []} | xds_servers is empty",
                "{\"dynamic_resources\": {\"lds_config\": {\"ads\": {}}}} | there is no dynamic_resources.ads_config",
            })
    void refusesABootstrapWithThePlace(String text, String why) {
        Linted linted = lint(text);

        assertThat(linted.accepted()).isEmpty();
        assertThat(linted.rejected())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).contains(why));
    }

    @Test
    void namesEachResourceOfAResponse() {
        Linted linted = lint("""
                {"version_info": "1", "type_url": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "resources": [
                  {"@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "name": "good", "type": "STATIC", "new": 1},
                  {"@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "name": "bad", "connect_timeout": "0s"},
                  {"@type": "type.googleapis.com/not.known.Thing", "name": "other"}]}
                """);

        assertThat(linted.kind()).isEqualTo("discovery response");
        assertThat(linted.accepted()).containsExactly("cluster good");
        assertThat(linted.rejected()).singleElement().satisfies(finding -> {
            assertThat(finding.resource()).isEqualTo("cluster bad");
            assertThat(finding.field()).isEqualTo("connect_timeout");
        });
        assertThat(linted.ignored())
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).contains("not.known.Thing"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\": 1}", "kind: Service", "[]", "7"})
    void otherFilesAreNoConfiguration(String text) {
        assertThat(lint(text).isConfiguration()).isFalse();
    }

    @Test
    void whatIsNestedWithoutEndIsRejected() {
        assertThat(lint("{\"static_resources\": ".repeat(20_000)).rejected())
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).contains("nested too deeply"));
    }

    @Test
    void bytesThatAreNoResponseAreRejected() {
        assertThat(Lint.content(new byte[] {(byte) 0xff, 0, 1}, "f").rejected())
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).contains("neither a serialised DiscoveryResponse"));
        assertThat(Lint.file(Path.of("absent")).rejected())
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).contains("cannot be read"));
    }

    private static Linted lint(String text) {
        return Lint.content(text.getBytes(StandardCharsets.UTF_8), "f");
    }
}
