package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.authz.PathView;
import io.meshsdk.spring.tomcat.DispatchedPath;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Whatever a path looks like: what a policy was asked about is what the container runs, or nothing runs. */
class HostilePathsTest {
    private static final String APP = "{url_path: {path: {prefix: /app}}}";
    private static final String[] PIECES = {
        "/", "/", ".", "..", ";", "\\", "%2f", "%2F", "%5c", "%2e", "%3b", "%25", "%00", "app", "app", "a", "=", "x"
    };

    @TempDir
    Path directory;

    @EnableAutoConfiguration
    static class Application {
        /** The denied one: it must never run. */
        @Bean
        ServletRegistrationBean<HttpServlet> denied() {
            return new ServletRegistrationBean<>(saying("denied"), "/app/*");
        }

        @Bean
        ServletRegistrationBean<HttpServlet> others() {
            return new ServletRegistrationBean<>(saying("other"), "/*");
        }

        private static HttpServlet saying(String name) {
            return new HttpServlet() {
                private static final long serialVersionUID = 1L;

                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    String mapped =
                            request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
                    response.getWriter().print(name + "|" + request.getRequestURI() + "|" + mapped);
                }
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/app;x=\\..\\safe, a backslash in a path parameter",
        "/app/x;\\..\\..\\safe, a backslash in a path parameter",
        "/public;x=%2f../app/x, %2f in a path parameter",
        "/app;x=%2F..%2Fsafe, %2f in a path parameter",
        "/app;x=%5c..%5csafe, %5c in a path parameter",
        "/app;%2e%2e/safe, %2e in a path parameter",
        "/safe/..;/safe, a dot segment with parameters",
        "/safe/%2E%2e;x=1/safe, a dot segment with parameters",
        "/safe/.;/safe, a dot segment with parameters",
    })
    void whatCanBeReadInTwoWaysIsRefusedByName(String path, String why) throws Exception {
        for (boolean normalizes : new boolean[] {true, false}) {
            try (MeshedApplication application = start(normalizes)) {
                Wire.Answer answer = get(application, path);
                assertThat(answer.status()).isIn(400, 403);
                if (answer.status() == 400) {
                    assertThat(answer.text()).isEqualTo("path refused: " + why);
                }
                assertThat(get(application, "/safe").text()).isEqualTo("other|/safe|/safe");
            }
        }
    }

    @Test
    void whatALexicalNormalizationWouldAllowIsRefused() throws Exception {
        try (MeshedApplication application = start(true)) {
            assertThat(get(application, "/app;x=\\..\\safe").text())
                    .isEqualTo("path refused: a backslash in a path parameter");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/x",
                "/app",
                "//app/x",
                "/./app/x",
                "/safe/../app/x",
                "/safe/%2e%2e/app/x",
                "/%61pp/x",
                "/app;v=1/x",
                "/app%2fx",
                "/app%5cx",
                "/safe\\..\\app\\x",
                "/safe/..;/app/x",
                "/safe/..\\app/x",
                "/safe%2f..%2fapp/x",
                "/safe/;/../../app/x",
                "/../app/x",
                "/%00/../app/x",
            })
    void aDeniedServletIsReachedByNoSpelling(String path) throws Exception {
        for (boolean normalizes : new boolean[] {true, false}) {
            try (MeshedApplication application = start(normalizes)) {
                assertThat(get(application, path).status())
                        .as("normalizes: " + normalizes)
                        .isIn(400, 403);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app",
                "/app/.",
                "/app/%2e",
                "/app/x/..",
                "/app/x/%2e%2e",
                "/app;",
                "/app;a",
                "/app/.;",
                "/%61pp"
            })
    void aPolicyOfOneExactPathHoldsForItsSpellings(String path) throws Exception {
        try (MeshedApplication application = MeshedApplication.denying(
                directory,
                "{or_rules: {rules: [{url_path: {path: {exact: /app}}}, {url_path: {path: {exact: /app/}}}]}}",
                "{any: true}",
                "",
                Application.class)) {
            assertThat(get(application, path).status()).isIn(400, 403);
            assertThat(get(application, "/app/x").text()).isEqualTo("denied|/app/x|/app/x");
        }
    }

    @Test
    void theServletIsChosenByThePathThatWasJudged() throws Exception {
        try (MeshedApplication application = start(true)) {
            assertThat(get(application, "/app/../safe?q=1").text()).isEqualTo("other|/safe|/safe");
            assertThat(get(application, "/app/%2e%2e/safe").text()).isEqualTo("other|/safe|/safe");
            assertThat(get(application, "/safe;v=1.2/x").text()).isEqualTo("other|/safe;v=1.2/x|/safe/x");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noPathRunsWhatWasNotJudged(boolean normalizes) throws Exception {
        Random random = new Random(41);
        int served = 0;
        try (MeshedApplication application = start(normalizes)) {
            for (int i = 0; i < 1_500; i++) {
                StringBuilder path = new StringBuilder("/");
                for (int pieces = random.nextInt(9); pieces >= 0; pieces--) {
                    path.append(PIECES[random.nextInt(PIECES.length)]);
                }
                Wire.Answer answer = get(application, path.toString());
                if (answer.status() == 200) {
                    served++;
                    String[] seen = answer.text().split("\\|", -1);
                    assertThat(seen[0]).as(path.toString()).isEqualTo("other");
                    assertThat(DispatchedPath.isOneOf(seen[2], seen[1], PathView.asContainersRead(seen[1])))
                            .as(path + " runs " + seen[2])
                            .isTrue();
                }
            }
        }
        assertThat(served).as("or nothing was compared").isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b, true",
        "/caf\u00e9 x, /caf%C3%A9%20x?q, true",
        "/a;b, /a%3bb, true",
        "/a%2fb, /a%2Fb, true",
        "/100%, /100%25, true",
        "/100%zz, /100%25zz, true",
        "/app, /app/, false",
        "/app, /App, false",
        "/app, /safe, false",
    })
    void aDispatchedPathIsComparedAsItIsEscaped(String dispatched, String path, boolean same) {
        assertThat(DispatchedPath.isOneOf(dispatched, path)).isEqualTo(same);
    }

    private static Wire.Answer get(MeshedApplication application, String path) throws IOException {
        try (Wire wire = Wire.plaintext(application.port())) {
            return wire.get(path);
        }
    }

    private MeshedApplication start(boolean normalizes) {
        return MeshedApplication.denying(
                directory, APP, "{any: true}", "normalize_path: " + normalizes, Application.class);
    }
}
