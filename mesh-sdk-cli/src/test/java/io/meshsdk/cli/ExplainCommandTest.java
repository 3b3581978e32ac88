package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExplainCommandTest {
    private static final String ALL = "routes: [{name: all, match: {prefix: \"/\"}, route: {cluster: orders}}]";
    private static final String ROUTES =
            "routes: [{name: canary, match: {prefix: /, headers: [{name: x-canary, present_match: true}]}, route: {cluster: orders}},"
                    + " {name: moved, match: {prefix: /old}, redirect: {prefix_rewrite: /new}},"
                    + " {name: all, match: {prefix: /}, route: {cluster: orders, prefix_rewrite: /api/}}]";

    @TempDir
    private Path folder;

    @Test
    void saysWhichRoutesWereTriedAndWhyTheyWereNotTaken() throws IOException {
        Ran ran = Ran.mesh("explain", "-b", bootstrap(), "-X", "POST", "http://orders/v1?secret=1");

        assertThat(ran.lines().stream().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "listener out",
                        "virtual host orders",
                        "passed over route canary of virtual host orders: header x-canary",
                        "passed over route moved of virtual host orders: path with prefix /old",
                        "route all",
                        "cluster orders",
                        "outcome forwarded as POST http://orders/api/v1");
        assertThat(ran.code()).isZero();
    }

    @Test
    void saysWhatARouteAnswersItself() throws IOException {
        Ran ran = Ran.mesh("explain", "-b", bootstrap(), "http://orders/old/a");

        assertThat(ran.lastLine()).endsWith("answered: 301 direct_response to http://orders/new/a");
        assertThat(ran.code()).isZero();
    }

    @Test
    void headersCount() throws IOException {
        Ran ran = Ran.mesh("explain", "-b", bootstrap(), "-H", "x-canary: 1", "http://orders/");

        assertThat(ran.out()).contains("canary").doesNotContain("passed over");
    }

    @Test
    void aCallThatWouldBeRefusedEndsWithOne() throws IOException {
        Ran ran = Ran.mesh("explain", "-b", bootstrap(), "http://stock/");

        assertThat(ran.lastLine()).contains("refused: 404 route_not_found");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void whatIsNoUrlIsNotUsedRightly() throws IOException {
        assertThat(Ran.mesh("explain", "-b", bootstrap(), "orders").code()).isEqualTo(2);
    }

    private Path bootstrap() throws IOException {
        String text = StaticBootstrap.text(1);
        assertThat(text).contains(ALL);
        return Files.writeString(folder.resolve("bootstrap.yaml"), text.replace(ALL, ROUTES));
    }
}
