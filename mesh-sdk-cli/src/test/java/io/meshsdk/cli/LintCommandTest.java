package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhatOfABootstrapIsTakenAndEndsWithZero() throws IOException {
        Ran ran = Ran.mesh("lint", StaticBootstrap.write(folder, 80));

        assertThat(ran.out()).contains("bootstrap of Envoy", "  accepted cluster orders", "  accepted listener out");
        assertThat(ran.lastLine()).isEqualTo("2 accepted, 0 rejected, 0 ignored");
        assertThat(ran.code()).isZero();
    }

    @Test
    void aRejectionNamesThePlaceAndEndsWithOne() throws IOException {
        Path file = Files.writeString(folder.resolve("b.yaml"), "static_resources: {clusters: [{nope: 1}]}");
        Ran ran = Ran.mesh("lint", file);

        assertThat(ran.out()).contains("  rejected ", "static_resources.clusters[0].nope is not a known field");
        assertThat(ran.lastLine()).isEqualTo("0 accepted, 1 rejected, 0 ignored");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void otherFilesOfAFolderArePassedOverButNotThoseThatAreNamed() throws IOException {
        StaticBootstrap.write(folder, 80);
        Path other = Files.writeString(folder.resolve("other.yaml"), "kind: Service");

        Ran all = Ran.mesh("lint", "-q", folder);
        assertThat(all.lines()).containsExactly("1 other files passed over", "2 accepted, 0 rejected, 0 ignored");
        assertThat(all.code()).isZero();
        assertThat(Ran.mesh("lint", other).code()).isEqualTo(1);
    }

    @Test
    void aFolderWithoutConfigurationIsRejected() {
        Ran ran = Ran.mesh("lint", folder);

        assertThat(ran.out()).contains("holds no configuration");
        assertThat(ran.code()).isEqualTo(1);
    }
}
