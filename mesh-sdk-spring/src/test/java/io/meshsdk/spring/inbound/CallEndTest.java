package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.Wait;
import io.meshsdk.transport.ServerSecurity;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.error.ErrorPage;

class CallEndTest {
    private final ScriptedInbound inbound = ScriptedInbound.always(ServerSecurity.PLAINTEXT);

    @Test
    void isToldTheStatusThatTheApplicationGave() throws Exception {
        assertThat(status(servlet((request, response) -> response.setStatus(418))))
                .isEqualTo(418);
        assertThat(closed()).isEqualTo(new Outcome.Answered(418));
    }

    @Test
    void anExceptionIsA500() throws Exception {
        assertThat(status(servlet((request, response) -> {
                    throw new IllegalStateException("planted");
                })))
                .isEqualTo(500);
        assertThat(closed()).isEqualTo(new Outcome.Answered(500));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aValveThatFailsEndsTheCall(boolean unchecked) throws Exception {
        ValveBase failing = new ValveBase(true) {
            @Override
            public void invoke(Request request, Response response) throws IOException {
                if (unchecked) {
                    throw new IllegalStateException("planted");
                }
                throw new ClientAbortException("planted");
            }
        };
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo(), factory -> factory.addEngineValves(failing));
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.write("GET / HTTP/1.1\r\nhost: orders\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(closed())
                    .isEqualTo(
                            unchecked
                                    ? new Outcome.Answered(500)
                                    : new Outcome.Cancelled("downstream_remote_disconnect"));
        }
    }

    @Test
    void anErrorPageBelongsToTheCallThatFailed() throws Exception {
        HttpServlet application = servlet((request, response) -> {
            if (request.getRequestURI().equals("/error")) {
                response.getWriter().print("page");
            } else {
                response.sendError(404);
            }
        });
        try (TomcatPort tomcat = TomcatPort.serving(
                        inbound, application, factory -> factory.addErrorPages(new ErrorPage("/error")));
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get("/");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).isEqualTo("page");
        }
        assertThat(closed()).isEqualTo(new Outcome.Answered(404));
    }

    @Test
    void anAsynchronousRequestEndsWhenItCompletes() throws Exception {
        CompletableFuture<AsyncContext> begun = new CompletableFuture<>();
        HttpServlet application = servlet((request, response) -> begun.complete(request.startAsync()));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.write("GET / HTTP/1.1\r\nhost: orders\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            AsyncContext context = begun.get(20, TimeUnit.SECONDS);
            assertThat(inbound.closed).isEmpty();
            ((HttpServletResponse) context.getResponse()).setStatus(202);
            context.complete();
            assertThat(wire.answer().status()).isEqualTo(202);
            assertThat(closed()).isEqualTo(new Outcome.Answered(202));
        }
    }

    @Test
    void anAsynchronousRequestMayBeCompleteBeforeItsThreadComesBack() throws Exception {
        HttpServlet application = servlet((request, response) -> {
            AsyncContext context = request.startAsync();
            response.setStatus(202);
            CompletableFuture.runAsync(context::complete).get(20, TimeUnit.SECONDS);
        });
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            for (int i = 0; i < 50; i++) {
                assertThat(wire.get("/").status()).isEqualTo(202);
                assertThat(closed()).isEqualTo(new Outcome.Answered(202));
            }
        }
    }

    @Test
    void anAsynchronousDispatchIsNotAskedAboutAgain() throws Exception {
        AtomicBoolean dispatched = new AtomicBoolean();
        HttpServlet application = servlet((request, response) -> {
            if (dispatched.compareAndSet(false, true)) {
                request.startAsync().dispatch("/again");
            } else if (request.getRequestURI().equals("/again")) {
                AsyncContext second = request.startAsync();
                response.setStatus(203);
                second.complete();
            }
        });
        assertThat(status(application)).isEqualTo(203);
        assertThat(closed()).isEqualTo(new Outcome.Answered(203));
        assertThat(inbound.peers).hasSize(1);
    }

    @Test
    void anAsynchronousTimeoutEndsItsCall() throws Exception {
        HttpServlet application =
                servlet((request, response) -> request.startAsync().setTimeout(50));
        assertThat(status(application)).isEqualTo(500);
        assertThat(closed().status()).isEqualTo(500);
    }

    @Test
    void aDecisionMayComeLater() throws Exception {
        CompletableFuture<Runnable> asked = new CompletableFuture<>();
        AtomicBoolean there = new AtomicBoolean();
        Wait wait = new Wait() {
            @Override
            public Deadline until() {
                return Deadline.NONE;
            }

            @Override
            public void onReady(Runnable task) {
                asked.complete(task);
            }
        };
        inbound.calls(
                (head, peer) -> there.get() ? new InboundCall.Plan.Proceed(head) : new InboundCall.Plan.Later(wait));
        Echo application = new Echo();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.write("GET / HTTP/1.1\r\nhost: orders\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            Runnable task = asked.get(20, TimeUnit.SECONDS);
            assertThat(application.served).hasValue(0);
            there.set(true);
            task.run();
            assertThat(wire.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aDecisionThatFailsLetsNobodyIn() throws Exception {
        inbound.calls((head, peer) -> {
            throw new IllegalStateException("planted");
        });
        Echo application = new Echo();
        assertThat(status(application)).isEqualTo(500);
        assertThat(application.served).hasValue(0);
        assertThat(closed()).isInstanceOf(Outcome.Replied.class);
    }

    @Test
    void theApplicationSeesTheHeadAsTheMeshChangedIt() throws Exception {
        inbound.calls((head, peer) -> new InboundCall.Plan.Proceed(head.withHeaders(head.headers().toBuilder()
                        .remove("x-forwarded-client-cert")
                        .set("x-added", "by the mesh")
                        .build())
                .withPath("/rewritten?x=y")));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get("/", "X-Forwarded-Client-Cert: URI=spiffe://mesh.test/admin", "X-Kept: 1")
                            .text())
                    .contains(
                            "header x-added=[by the mesh]",
                            "header X-Kept=[1]",
                            "host=orders",
                            "url=http://orders/rewritten")
                    .doesNotContainIgnoringCase("x-forwarded-client-cert");
        }
    }

    @Test
    void anErrorPageAndAnAsynchronousDispatchSeeNoMoreThanTheApplication() throws Exception {
        inbound.calls((head, peer) -> new InboundCall.Plan.Proceed(head.withHeaders(
                head.headers().toBuilder().remove("x-forwarded-client-cert").build())));
        Set<String> seen = ConcurrentHashMap.newKeySet();
        HttpServlet application = servlet((request, response) -> {
            seen.add(request.getDispatcherType() + " " + request.getRequestURI() + " "
                    + request.getHeader("x-forwarded-client-cert"));
            switch (request.getRequestURI()) {
                case "/" -> request.startAsync().dispatch("/fails");
                case "/fails" -> response.sendError(404);
                default -> response.getWriter().print("page");
            }
        });
        try (TomcatPort tomcat = TomcatPort.serving(
                        inbound, application, factory -> factory.addErrorPages(new ErrorPage("/error")));
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get("/", "X-Forwarded-Client-Cert: URI=spiffe://mesh.test/admin");
            assertThat(answer.text()).isEqualTo("page");
        }
        assertThat(seen).containsExactlyInAnyOrder("REQUEST / null", "ASYNC /fails null", "ERROR /error null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "large", "flushed", "error", "redirect", "asynchronous", "bytes", "none"})
    void theEngineChangesTheHeadOfEveryResponse(String kind) throws Exception {
        AtomicInteger told = new AtomicInteger();
        inbound.responses(head -> {
            told.incrementAndGet();
            return head.withHeaders(head.headers().toBuilder()
                    .remove("x-secret")
                    .set("x-changed", "by the mesh")
                    .add("x-status", Integer.toString(head.status()))
                    .build());
        });
        HttpServlet application = servlet((request, response) -> {
            response.setHeader("x-secret", "of the application");
            response.setHeader("x-changed", "not yet");
            response.setHeader("x-kept", "1");
            switch (kind) {
                case "large" -> response.getWriter().print("x".repeat(50_000));
                case "bytes" -> response.getOutputStream().write(new byte[50_000]);
                case "flushed" -> {
                    response.getWriter().print("a");
                    response.flushBuffer();
                    response.getWriter().print("b");
                }
                case "error" -> response.sendError(404);
                case "redirect" -> response.sendRedirect("/elsewhere");
                case "asynchronous" -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.getWriter().print("later");
                    } else {
                        request.startAsync().dispatch("/again");
                    }
                }
                case "none" -> response.setStatus(204);
                default -> response.getWriter().print("a");
            }
        });
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get("/");
            assertThat(answer.headers())
                    .containsEntry("x-changed", "by the mesh")
                    .containsEntry("x-status", Integer.toString(answer.status()))
                    .containsEntry("x-kept", "1")
                    .doesNotContainKey("x-secret");
        }
        assertThat(told).hasValue(1);
    }

    @Test
    void theEngineSeesWhatTheClientSent() throws Exception {
        CompletableFuture<io.meshsdk.call.RequestHead> seen = new CompletableFuture<>();
        inbound.calls((head, peer) -> {
            seen.complete(head);
            return new InboundCall.Plan.Proceed(head);
        });
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.send("POST", "/a%20b;c=d/../e?f=%2F", new byte[] {1}, "X-A: 1", "x-a: 2", "X-Forwarded-Proto: https");
        }
        var head = seen.get();
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.scheme()).isEqualTo("http");
        assertThat(head.authority()).isEqualTo("orders");
        assertThat(head.path()).isEqualTo("/a%20b;c=d/../e?f=%2F");
        assertThat(head.headers())
                .isEqualTo(Headers.of("x-a", "1", "x-a", "2", "x-forwarded-proto", "https", "content-length", "1"));
    }

    private Outcome closed() throws InterruptedException {
        Outcome outcome = inbound.closed.poll(20, TimeUnit.SECONDS);
        assertThat(inbound.closed).as("closed once").isEmpty();
        return java.util.Objects.requireNonNull(outcome);
    }

    private int status(HttpServlet application) throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            return wire.get("/").status();
        }
    }

    private interface Body {
        void run(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    private static HttpServlet servlet(Body body) {
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) {
                try {
                    body.run(request, response);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
