package io.meshsdk.internal.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build step that patches .proto files must stop the build where a patch does not fit. */
class PrepareProtosTest {
    private static final String PROTO = "syntax = \"proto3\";\npackage a.b;\nmessage M {\n  string one = 1;\n}\n";

    @TempDir
    Path dir;

    @BeforeEach
    void unpacked() throws Exception {
        Files.createDirectories(dir.resolve("in/a/b"));
        Files.writeString(dir.resolve("in/a/b/m.proto"), PROTO);
        Files.writeString(dir.resolve("folders"), "a/b\n");
    }

    @Test
    void addsLinesAfterTheAnchorAndRelocates() throws Exception {
        assertThat(run("file a/b/m.proto\nafter\n  string one = 1;\nadd\n  string two = 2;\nend\n"))
                .isEqualTo("exit 0\n");
        assertThat(dir.resolve("out/a/b/m.proto"))
                .content()
                .contains("  string one = 1;\n  string two = 2;\n}")
                .contains("option java_package = \"io.meshsdk.internal.proto.a.b\";");
    }

    @Test
    void failsWhereTheAnchorIsMissing() throws Exception {
        assertThat(run("file a/b/m.proto\nafter\n  string gone = 1;\nadd\n  string two = 2;\nend\n"))
                .contains("exit 1", "a/b/m.proto", "does not occur", "string gone = 1;");
    }

    @Test
    void failsWhereTheAnchorIsNotUnique() throws Exception {
        Files.writeString(dir.resolve("in/a/b/m.proto"), PROTO + PROTO);
        assertThat(run("file a/b/m.proto\nafter\n  string one = 1;\nadd\n  string two = 2;\nend\n"))
                .contains("exit 1", "occurs more than once");
    }

    @Test
    void failsWhereThePatchedFileIsNotTaken() throws Exception {
        assertThat(run("file a/c/n.proto\nafter\n  string one = 1;\nadd\n  string two = 2;\nend\n"))
                .contains("exit 1", "a/c/n.proto");
    }

    private String run(String patches) throws Exception {
        Files.writeString(dir.resolve("patches"), patches);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "src/build/java/PrepareProtos.java",
                        dir.resolve("in").toString(),
                        dir.resolve("folders").toString(),
                        dir.resolve("patches").toString(),
                        dir.resolve("out").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor() + "\n";
    }
}
