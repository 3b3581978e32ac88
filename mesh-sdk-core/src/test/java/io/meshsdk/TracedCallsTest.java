package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The trace of a caller's thread goes with its call, through every door and over the wire. */
@Timeout(60)
class TracedCallsTest {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private HttpServer server;
    private Mesh mesh;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        mesh = StaticMesh.builder(directory, server.getAddress().getPort())
                .openTelemetry(telemetry)
                .start();
    }

    @AfterEach
    void stop() {
        mesh.close();
        server.stop(0);
        telemetry.close();
    }

    @Test
    void aBlockingCallIsPartOfItsCallersTrace() throws Exception {
        assertPartOf(() -> mesh.client().sendBlocking(Request.get("http://orders/")));
    }

    @Test
    void anAsynchronousCallIsPartOfItsCallersTrace() throws Exception {
        assertPartOf(() -> mesh.client()
                .withMaxBodyBytes(1_000)
                .send(Request.get("http://orders/"))
                .toCompletableFuture()
                .get());
    }

    @Test
    void aCallOfTheClientOfTheJdkIsPartOfItsCallersTrace() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://orders/")).build();
        assertPartOf(() -> mesh.httpClient().send(request, BodyHandlers.discarding()));
    }

    @Test
    void whereARedirectLeadsIsPartOfTheCallersTrace() throws Exception {
        server.createContext("/moved", exchange -> {
            received.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.getResponseHeaders().add("location", "http://orders/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        HttpClient following = new MeshHttpClientBuilder(
                        mesh.client(), ForkJoinPool.commonPool(), new JdkClients(), MeshBuilder.HttpsUris.REFUSE)
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://orders/moved")).build();
        Span outer = telemetry.getTracer("test").spanBuilder("outer").startSpan();
        try (Scope ignored = outer.makeCurrent()) {
            following.send(request, BodyHandlers.discarding());
        } finally {
            outer.end();
        }
        for (int hop = 0; hop < 2; hop++) {
            assertThat(received.poll(10, TimeUnit.SECONDS))
                    .contains(outer.getSpanContext().getTraceId());
        }
    }

    private void assertPartOf(Call call) throws Exception {
        Span outer = telemetry.getTracer("test").spanBuilder("outer").startSpan();
        try (Scope ignored = outer.makeCurrent()) {
            call.make();
        } finally {
            outer.end();
        }
        // The call's own span may end just after its answer was seen.
        mesh.close();
        List<SpanData> spans = exported.getFinishedSpanItems();
        SpanData whole = only(spans, SpanKind.INTERNAL, outer.getSpanContext().getSpanId());
        SpanData attempt = only(spans, SpanKind.CLIENT, whole.getSpanId());
        assertThat(received.poll(10, TimeUnit.SECONDS))
                .contains(outer.getSpanContext().getTraceId())
                .contains(attempt.getSpanId());
    }

    private static SpanData only(List<SpanData> spans, SpanKind kind, String parent) {
        assertThat(spans)
                .filteredOn(
                        span -> span.getKind() == kind && span.getParentSpanId().equals(parent))
                .hasSize(1);
        return spans.stream()
                .filter(span -> span.getKind() == kind && span.getParentSpanId().equals(parent))
                .findFirst()
                .orElseThrow();
    }

    private interface Call {
        void make() throws Exception;
    }
}
