package io.meshsdk.internal.telemetry;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A span for each call, and one for each attempt, of which each is told to its server. Safe for use by many threads. */
public final class CallSpans implements CallObserver {
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<String> CLUSTER = AttributeKey.stringKey("mesh.cluster");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("mesh.route");
    private static final AttributeKey<String> ENDPOINT = AttributeKey.stringKey("mesh.endpoint");
    private static final AttributeKey<String> FLAGS = AttributeKey.stringKey("mesh.response_flags");
    private static final AttributeKey<String> DETAILS = AttributeKey.stringKey("mesh.details");
    private static final AttributeKey<String> PEER = AttributeKey.stringKey("mesh.peer");
    private static final TextMapGetter<Headers> READ = new HeaderReader();
    private static final TextMapSetter<Headers.Builder> WRITE = (headers, name, value) -> {
        if (headers != null) {
            headers.set(name, value);
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    public CallSpans(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer("io.meshsdk");
        TextMapPropagator configured = telemetry.getPropagators().getTextMapPropagator();
        // An SDK that nobody gave propagators has none, and its traces would end here without a word.
        propagator = configured.fields().isEmpty() ? W3CTraceContextPropagator.getInstance() : configured;
    }

    /**
     * The head with the current context of this thread, for a call that goes on another thread. A head that carries a context
     * keeps it.
     */
    public RequestHead carry(RequestHead head) {
        if (!Span.current().getSpanContext().isValid() || carriesContext(head)) {
            return head;
        }
        return inject(Context.current(), head);
    }

    private boolean carriesContext(RequestHead head) {
        for (String field : propagator.fields()) {
            if (head.headers().contains(field)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Object opened(CallFacts call) {
        Context parent = propagator.extract(Context.current(), call.head().headers(), READ);
        boolean out = call.direction() == CallFacts.Direction.OUTBOUND;
        Span span = tracer.spanBuilder(call.head().method())
                .setParent(parent)
                .setSpanKind(out ? SpanKind.INTERNAL : SpanKind.SERVER)
                .setAttribute(METHOD, call.head().method())
                .setAttribute(SERVER, call.head().authority())
                .startSpan();
        if (!out && call.peer() instanceof Peer.Certified peer) {
            span.setAttribute(PEER, peer.name());
        }
        return new Spans(span, parent.with(span));
    }

    @Override
    public RequestHead attemptStarted(CallFacts call, Object kept, RequestHead head) {
        if (!(kept instanceof Spans spans)) {
            return head;
        }
        Span attempt = tracer.spanBuilder(head.method())
                .setParent(spans.context)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(METHOD, head.method())
                .setAttribute(SERVER, head.authority())
                .setAttribute(CLUSTER, call.cluster())
                .startSpan();
        Endpoint endpoint = call.endpoint();
        if (endpoint != null) {
            attempt.setAttribute(ENDPOINT, endpoint.address().toString());
        }
        if (call.attempts() > 1) {
            attempt.setAttribute(RESENT, (long) call.attempts() - 1);
        }
        spans.attempts.addLast(new Attempted(endpoint, attempt));
        return inject(spans.context.with(attempt), head);
    }

    /** The application's own span of the request is this one's child, as behind a proxy. */
    @Override
    public RequestHead admitted(CallFacts call, Object kept, RequestHead head) {
        return kept instanceof Spans spans ? inject(spans.context, head) : head;
    }

    @Override
    public void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
        if (kept instanceof Spans spans) {
            spans.take(endpoint)
                    .ifPresent(span -> end(span, outcome, outcome.flags().toString()));
        }
    }

    @Override
    public void closed(CallFacts call, Object kept, Outcome result) {
        if (!(kept instanceof Spans spans)) {
            return;
        }
        for (Attempted attempt : spans.attempts) {
            attempt.span.end();
        }
        spans.call.setAttribute(CLUSTER, call.cluster()).setAttribute(ROUTE, call.route());
        // A call has flags of its own, such as that of retries that ran out.
        end(
                spans.call,
                result,
                new ResponseFlags(call.flags().bits() | result.flags().bits()).toString());
    }

    private static void end(Span span, Outcome outcome, String flags) {
        if (outcome.status() != 0) {
            span.setAttribute(STATUS, (long) outcome.status());
        }
        span.setAttribute(FLAGS, flags);
        if (outcome instanceof Outcome.PassedThrough) {
            span.setAttribute(DETAILS, outcome.details());
        } else if (!(outcome instanceof Outcome.Answered && outcome.status() < 500)) {
            span.setAttribute(DETAILS, outcome.details());
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private RequestHead inject(Context context, RequestHead head) {
        Headers.Builder headers = head.headers().toBuilder();
        propagator.inject(context, headers, WRITE);
        return head.withHeaders(headers.build());
    }

    /** Serialised with its call. */
    private static final class Spans {
        private final Span call;
        private final Context context;
        private final Deque<Attempted> attempts = new ArrayDeque<>(2);

        Spans(Span call, Context context) {
            this.call = call;
            this.context = context;
        }

        java.util.Optional<Span> take(Endpoint endpoint) {
            for (Attempted attempt : attempts) {
                if (attempt.endpoint == endpoint) {
                    attempts.remove(attempt);
                    return java.util.Optional.of(attempt.span);
                }
            }
            return java.util.Optional.empty();
        }
    }

    private record Attempted(@Nullable Endpoint endpoint, Span span) {}

    private static final class HeaderReader implements TextMapGetter<Headers> {
        @Override
        public Iterable<String> keys(Headers headers) {
            java.util.List<String> names = new java.util.ArrayList<>(headers.size());
            for (int i = 0; i < headers.size(); i++) {
                names.add(headers.name(i));
            }
            return names;
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
            return headers == null ? null : headers.get(key.toLowerCase(java.util.Locale.ROOT));
        }
    }
}
