package io.meshsdk.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallSpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final CallSpans spans = new CallSpans(telemetry);

    @AfterEach
    void close() {
        telemetry.close();
    }

    @Test
    void aCallHasASpanWithOneForEachAttemptBelowTheCallersTrace() {
        FakeCall call = call(Headers.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01"));

        Object kept = spans.opened(call);
        RequestHead first = spans.attemptStarted(call, kept, call.head());
        spans.attemptEnded(call, kept, FakeCall.ENDPOINT, new Outcome.Answered(503));
        RequestHead second = spans.attemptStarted(call, kept, call.head());
        spans.attemptEnded(call, kept, FakeCall.ENDPOINT, new Outcome.Answered(200));
        spans.closed(call, kept, new Outcome.Answered(200));

        List<SpanData> all = exported.getFinishedSpanItems();
        assertThat(all).hasSize(3).allMatch(span -> span.getTraceId().equals(TRACE));
        SpanData whole = all.get(2);
        assertThat(whole.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(all.subList(0, 2)).allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()));
        assertThat(all.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(all.get(1).getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(first.headers().get("traceparent")).contains(all.get(0).getSpanId());
        assertThat(second.headers().get("traceparent")).contains(all.get(1).getSpanId());
    }

    @Test
    void theApplicationsSpanOfAnInboundCallIsBelowTheMeshs() {
        FakeCall call = new FakeCall(
                CallFacts.Direction.INBOUND,
                "",
                "all",
                FakeCall.head(Headers.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")),
                0,
                ResponseFlags.NONE);

        Object kept = spans.opened(call);
        RequestHead admitted = spans.admitted(call, kept, call.head());
        spans.closed(call, kept, new Outcome.Answered(200));

        SpanData own = exported.getFinishedSpanItems().get(0);
        assertThat(own.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(own.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(admitted.headers().all("traceparent"))
                .containsExactly("00-" + TRACE + "-" + own.getSpanId() + "-01");
    }

    @Test
    void anAttemptThatWasNeverEndedEndsWithItsCall() {
        FakeCall call = call(Headers.EMPTY);

        Object kept = spans.opened(call);
        spans.attemptStarted(call, kept, call.head());
        spans.closed(call, kept, new Outcome.Cancelled("caller"));

        assertThat(exported.getFinishedSpanItems()).hasSize(2);
    }

    @Test
    void aCallThatIsNotTheMeshsIsNoError() {
        FakeCall call = call(Headers.EMPTY);

        spans.closed(call, spans.opened(call), new Outcome.PassedThrough("no virtual host"));

        assertThat(exported.getFinishedSpanItems().get(0).getStatus().getStatusCode())
                .isEqualTo(StatusCode.UNSET);
    }

    @Test
    void aCallsSpanHasTheFlagsOfTheCall() {
        FakeCall call = new FakeCall(
                CallFacts.Direction.OUTBOUND,
                "orders",
                "split",
                FakeCall.head(Headers.EMPTY),
                2,
                ResponseFlags.of(ResponseFlag.URX));

        spans.closed(call, spans.opened(call), new Outcome.Answered(503));

        assertThat(exported.getFinishedSpanItems()
                        .get(0)
                        .getAttributes()
                        .asMap()
                        .toString())
                .contains("mesh.response_flags=URX");
    }

    @Test
    void withoutPropagatorsTheTraceGoesOnAsW3cHasIt() {
        try (OpenTelemetrySdk bare = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder().build())
                .build()) {
            CallSpans plain = new CallSpans(bare);
            FakeCall call = call(Headers.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01"));
            RequestHead sent = plain.attemptStarted(call, plain.opened(call), call.head());
            assertThat(sent.headers().get("traceparent"))
                    .startsWith("00-" + TRACE)
                    .doesNotContain("b7ad6b7169203331");
        }
    }

    @Test
    void aCallThatGoesOnAnotherThreadCarriesTheContextOfItsOwn() {
        var span = telemetry.getTracer("test").spanBuilder("outer").startSpan();
        RequestHead carried;
        try (Scope ignored = span.makeCurrent()) {
            carried = spans.carry(FakeCall.head(Headers.EMPTY));
        }

        assertThat(carried.headers().get("traceparent"))
                .contains(span.getSpanContext().getSpanId());
        assertThat(spans.carry(FakeCall.head(Headers.EMPTY)).headers()).isEqualTo(Headers.EMPTY);
    }

    private static FakeCall call(Headers headers) {
        return new FakeCall(
                CallFacts.Direction.OUTBOUND, "orders", "split", FakeCall.head(headers), 1, ResponseFlags.NONE);
    }
}
