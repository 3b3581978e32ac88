package io.meshsdk.spring.servlet;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.Wait;
import io.meshsdk.spi.Time;
import io.meshsdk.spring.MeshPeer;
import io.meshsdk.spring.tomcat.MeshConnection;
import io.meshsdk.spring.tomcat.MeshSslSupport;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tomcat.util.net.SSLSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the engine whether the application may have a request. A request that did not come through the mesh's connector is
 * refused: nothing is known of who sent it.
 */
public final class MeshInboundFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(MeshInboundFilter.class);
    private static final String ASKED = MeshInboundFilter.class.getName() + ".asked";

    private final Time time;

    public MeshInboundFilter(Time time) {
        this.time = time;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain application)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (http.getAttribute(ASKED) != null) {
            // Forwards, error pages and asynchronous dispatches belong to a call that was asked about.
            application.doFilter(request, response);
            return;
        }
        http.setAttribute(ASKED, true);
        if (!(http.getAttribute(SSLSupport.SESSION_MGR) instanceof MeshSslSupport support)) {
            reply(answer, refusal("this connector is not the mesh's, so that nothing is known of the caller"));
            return;
        }
        MeshConnection connection = support.connection();
        // Asked for each request: a connection that is kept open outlives many changes of policy.
        Acceptance acceptance = connection.inbound().accept(connection.facts());
        if (acceptance instanceof Acceptance.Accept accept) {
            InboundCall call = accept.chain().open(head(http), connection.peer(), connection.facts());
            decide(call, connection, http, answer, application);
        } else if (acceptance instanceof Acceptance.Refuse refuse) {
            reply(answer, refusal(refuse.flags(), refuse.why()));
        }
    }

    private void decide(
            InboundCall call,
            MeshConnection connection,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain application)
            throws IOException, ServletException {
        InboundCall.Plan plan = call.plan();
        while (plan instanceof InboundCall.Plan.Later later) {
            await(later.waiting());
            plan = call.plan();
        }
        if (plan instanceof InboundCall.Plan.Respond respond) {
            call.close(new Outcome.Replied(respond.reply()));
            reply(response, respond.reply());
            return;
        }
        request.setAttribute(MeshPeer.ATTRIBUTE, new MeshPeer(connection.peer()));
        Completion completion = new Completion(call, response);
        try {
            application.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            completion.failed();
            throw e;
        }
        if (request.isAsyncStarted()) {
            request.getAsyncContext().addListener(completion);
        } else {
            completion.answered();
        }
    }

    /** Parks this request's own thread, at most until the engine's deadline. */
    private void await(Wait waiting) throws IOException {
        CountDownLatch ready = new CountDownLatch(1);
        waiting.onReady(ready::countDown);
        try {
            // Told or not, the engine is asked again, and after the deadline it has an answer.
            boolean told = ready.await(waiting.until().remaining(time.nanos()), TimeUnit.NANOSECONDS);
            LOG.trace("the mesh decided before its deadline: {}", told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the mesh decided", e);
        }
    }

    private static RequestHead head(HttpServletRequest request) {
        Headers.Builder headers = Headers.builder();
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!name.equalsIgnoreCase("host")) {
                Collections.list(request.getHeaders(name)).forEach(value -> headers.add(name, value));
            }
        }
        String host = request.getHeader("host");
        String query = request.getQueryString();
        return new RequestHead(
                request.getMethod(),
                request.isSecure() ? "https" : "http",
                host == null ? "" : host,
                query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query,
                headers.build());
    }

    private static LocalReply refusal(String why) {
        return refusal(ResponseFlags.of(ResponseFlag.NFCF), why);
    }

    private static LocalReply refusal(ResponseFlags flags, String why) {
        return new LocalReply(503, Headers.EMPTY, why, flags, "inbound_closed{" + why + "}");
    }

    private static void reply(HttpServletResponse response, LocalReply reply) throws IOException {
        response.setStatus(reply.status());
        for (int i = 0; i < reply.headers().size(); i++) {
            response.addHeader(reply.headers().name(i), reply.headers().value(i));
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            if (response.getContentType() == null) {
                response.setContentType("text/plain");
            }
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    /** Closes the call once, however the request ends. */
    private static final class Completion implements AsyncListener {
        private final InboundCall call;
        private final HttpServletResponse response;
        private final AtomicBoolean closed = new AtomicBoolean();

        Completion(InboundCall call, HttpServletResponse response) {
            this.call = call;
            this.response = response;
        }

        void answered() {
            close(new Outcome.Answered(response.getStatus()));
        }

        void failed() {
            // What the container will answer to an exception that passes its filters.
            close(new Outcome.Truncated(500, ResponseFlags.NONE, "application_exception"));
        }

        private void close(Outcome outcome) {
            if (closed.compareAndSet(false, true)) {
                call.close(outcome);
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            answered();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // onComplete follows.
        }

        @Override
        public void onError(AsyncEvent event) {
            failed();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
