package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a client claims in forwarded headers changes what the application believes, never what a policy is asked about. */
class ForwardedHeadersTest {
    private static final String ADMIN = "{url_path: {path: {prefix: /admin}}}";
    private static final String ANYBODY = "{any: true}";

    @TempDir
    Path directory;

    @EnableAutoConfiguration
    @RestController
    static class Application {
        final AtomicInteger served = new AtomicInteger();

        @GetMapping({"/admin", "/hello", "/health/live"})
        String answer(HttpServletRequest request) {
            served.incrementAndGet();
            return request.getRequestURI() + " for " + request.getHeader("x-forwarded-for");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "native", "framework"})
    void aPrefixHidesNoPath(String strategy) throws Exception {
        try (MeshedApplication application =
                        application(Application.class, ADMIN, ANYBODY, "server.forward-headers-strategy=" + strategy);
                Wire wire = Wire.plaintext(application.port())) {
            assertThat(wire.get("/admin").status()).isEqualTo(403);
            assertThat(wire.get("/admin", "X-Forwarded-Prefix: /public").status())
                    .isEqualTo(403);
            assertThat(application.bean(Application.class).served).hasValue(0);
            assertThat(wire.get("/hello", "X-Forwarded-Prefix: /public").text())
                    .startsWith(strategy.equals("framework") ? "/public/hello" : "/hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "native", "framework"})
    void aPrefixMakesNoProbe(String strategy) throws Exception {
        try (MeshedApplication application = application(
                        Application.class,
                        ADMIN,
                        ANYBODY,
                        "server.forward-headers-strategy=" + strategy,
                        "mesh.inbound.plaintext-paths=/health/**");
                Wire wire = Wire.plaintext(application.port())) {
            assertThat(wire.get("/admin", "X-Forwarded-Prefix: /health").status())
                    .isEqualTo(403);
            assertThat(application.bean(Application.class).served).hasValue(0);
            assertThat(wire.get("/health/live", "X-Forwarded-Prefix: /admin").status())
                    .as("a probe is one by its target, too")
                    .isEqualTo(200);
        }
    }

    @Test
    void aPrefixOpensNoPortThatAsksForTls() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        int port = Ports.free();
        try (ControlPlane plane = ControlPlane.start()
                        .put(Config.identity(ca.workload("orders")))
                        .put(Config.inbound(port).mutualTls().resources());
                MeshedApplication application = MeshedApplication.run(
                        port,
                        plane.bootstrap("orders").writeTo(directory.resolve("orders.json")),
                        Application.class,
                        "server.forward-headers-strategy=framework",
                        "mesh.inbound.plaintext-paths=/health/**");
                Wire wire = Wire.plaintext(port)) {
            assertThat(wire.get("/hello", "X-Forwarded-Prefix: /health").status())
                    .isEqualTo(503);
            assertThat(application.bean(Application.class).served).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "native", "framework"})
    void aForwardedAddressThatIsDeniedIsDenied(String strategy) throws Exception {
        try (MeshedApplication application = application(
                        Application.class,
                        "{any: true}",
                        "{remote_ip: {address_prefix: 9.9.9.9, prefix_len: 32}}",
                        "server.forward-headers-strategy=" + strategy);
                Wire wire = Wire.plaintext(application.port())) {
            assertThat(wire.get("/hello", "X-Forwarded-For: 9.9.9.9").status()).isEqualTo(403);
            assertThat(application.bean(Application.class).served).hasValue(0);
            assertThat(wire.get("/hello", "X-Forwarded-For: 8.8.8.8").status()).isEqualTo(200);
        }
    }

    /** The first of all filters, which makes of every request one that no policy denies, and answers some itself. */
    @EnableAutoConfiguration
    static class Filtered extends Application {
        final AtomicInteger filtered = new AtomicInteger();

        @Bean
        FilterRegistrationBean<Filter> first() {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(this::wrap);
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }

        private void wrap(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filtered.incrementAndGet();
            chain.doFilter(
                    new HttpServletRequestWrapper((HttpServletRequest) request) {
                        @Override
                        public String getRequestURI() {
                            return "/hello";
                        }
                    },
                    response);
        }
    }

    @Test
    void noFilterStandsBeforeTheDecision() throws Exception {
        try (MeshedApplication application = application(Filtered.class, ADMIN, ANYBODY);
                Wire wire = Wire.plaintext(application.port())) {
            assertThat(wire.get("/admin").status()).isEqualTo(403);
            assertThat(application.bean(Filtered.class).filtered).hasValue(0);
            assertThat(wire.get("/hello").status()).isEqualTo(200);
            assertThat(application.bean(Filtered.class).filtered).hasValue(1);
        }
    }

    private MeshedApplication application(Class<?> type, String permission, String principal, String... properties) {
        return MeshedApplication.denying(directory, permission, principal, "", type, properties);
    }
}
