package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String PATHS = """
            {"hcm": {"normalize_path": true}, "cases": [
              {"path": "/a/../admin", "expect": {"kind": "cluster", "status": 200, "cluster": "c1", "path": "/admin"}},
              {"path": "/a/../b", "expect": {"kind": "cluster", "status": 200, "cluster": "c0", "path": "%s"}}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void agreementEndsWithTheCountsAndZero() throws IOException {
        Ran ran = Ran.mesh("check", write("any.json", PATHS.formatted("/b")));

        assertThat(ran.lines()).containsExactly("2 passed, 0 failed");
        assertThat(ran.code()).isZero();
    }

    @Test
    void eachDifferenceIsPrintedAndEndsWithOne() throws IOException {
        Path file = write("any.json", PATHS.formatted("/c"));
        Ran ran = Ran.mesh("check", file);

        assertThat(ran.lines())
                .containsExactly(file + "[1] /a/../b", "  path is \"/b\", recorded was \"/c\"", "1 passed, 1 failed");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void foldersAreReadToTheirDepthsAndEachHasItsScore() throws IOException {
        Files.createDirectories(folder.resolve("deep/er"));
        write("any.json", PATHS.formatted("/b"));
        write("deep/er/x.json", PATHS.formatted("/c"));
        write("deep/manifest.json", "{}");
        write("README.md", "not a vector");
        Ran ran = Ran.mesh("check", "-q", folder);

        assertThat(ran.lines())
                .containsExactly(
                        folder + ": 2 passed, 0 failed",
                        folder.resolve("deep/er") + ": 1 passed, 1 failed",
                        "3 passed, 1 failed");
    }

    @Test
    void whatIsNoVectorFails() throws IOException {
        Ran ran = Ran.mesh("check", write("x.json", "{\"a\": 1}"), folder.resolve("absent"));

        assertThat(ran.out()).contains("no kind of decision vector", "absent", "cannot be read");
        assertThat(ran.lastLine()).isEqualTo("0 passed, 2 failed");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void aFolderWithoutVectorsFails() {
        Ran ran = Ran.mesh("check", folder);

        assertThat(ran.lastLine()).isEqualTo("0 passed, 1 failed");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void testsOfRoutesAreJudgedAndRoutesWithoutTestsAreNamed() throws IOException {
        Path routes = write(
                "routes.yaml",
                "virtual_hosts: [{name: v, domains: ['*'], routes: [{name: a, match: {path: /a}, route: {cluster: ca}},"
                        + " {name: b, match: {prefix: /}, route: {cluster: cb}}]}]");
        Path tests = write(
                "tests.yaml",
                "tests: [{test_name: t, input: {authority: h, path: /a}, validate: {cluster_name: ca}},"
                        + " {test_name: u, input: {authority: h, path: /a}, validate: {cluster_name: cb}}]");
        Ran ran = Ran.mesh("check", "--routes", routes, tests);

        assertThat(ran.lines())
                .containsExactly(
                        tests + ": u",
                        "  cluster_name is \"ca\", recorded was \"cb\"",
                        "never hit: #2, route b of virtual host v",
                        "1 of 2 routes hit",
                        "1 passed, 1 failed");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void routesThatEnvoyWouldRefuseAreNotUsedRightly() throws IOException {
        Path routes = write("routes.yaml", "virtual_hosts: [{name: v, domains: [a, a]}]");
        Ran ran = Ran.mesh("check", "--routes", routes, routes);

        assertThat(ran.err()).contains("domains[1]");
        assertThat(ran.code()).isEqualTo(2);
    }

    @Test
    void withoutAFileItIsNotUsedRightly() {
        Ran ran = Ran.mesh("check");

        assertThat(ran.err()).contains("FILE|DIR");
        assertThat(ran.code()).isEqualTo(2);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
