package io.meshsdk.spring.servlet;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.Wait;
import io.meshsdk.spi.Time;
import io.meshsdk.spring.MeshPeer;
import io.meshsdk.spring.tomcat.MeshConnection;
import io.meshsdk.spring.tomcat.MeshSslSupport;
import io.meshsdk.spring.tomcat.TargetRules;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.tomcat.util.net.SSLSupport;

/**
 * Asks the engine whether the application may have a request. A request that did not come through the mesh's connector is
 * refused: nothing is known of who sent it.
 */
public final class MeshInboundFilter implements Filter {
    private static final String ADMITTED = MeshInboundFilter.class.getName() + ".admitted";

    /** The server's answer, not the mesh's. */
    private static final LocalReply BAD_TARGET =
            new LocalReply(400, Headers.EMPTY, "", ResponseFlags.NONE, "via_upstream");

    private static final String PROBE = MeshInboundFilter.class.getName() + ".probe";

    private final Time time;
    private final PlaintextPaths plaintextPaths;
    private final TargetRules targets;

    /**
     * @param targets of the connector that the mesh serves
     */
    public MeshInboundFilter(Time time, PlaintextPaths plaintextPaths, TargetRules targets) {
        this.time = time;
        this.plaintextPaths = plaintextPaths;
        this.targets = targets;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain application)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (asked.getAttribute(ADMITTED) instanceof Admitted admitted) {
            // Forwards, error pages and asynchronous dispatches belong to a call that was admitted.
            application.doFilter(admitted.request(asked), response);
            if (asked.getDispatcherType() == DispatcherType.ASYNC && !asked.isAsyncStarted()) {
                admitted.response().tell();
            }
        } else if (asked.getAttribute(PROBE) != null) {
            // Where a probe was dispatched on to.
            application.doFilter(request, response);
        } else if (asked.getAttribute(SSLSupport.SESSION_MGR) instanceof MeshSslSupport support) {
            MeshConnection connection = support.connection();
            if (connection.facts().encryption() == Encryption.PLAINTEXT && plaintextPaths.take(asked)) {
                asked.setAttribute(PROBE, Boolean.TRUE);
                application.doFilter(new ProbeRequest(asked), response);
            } else {
                ask(connection, asked, answer, application);
            }
        } else {
            Replies.write(
                    answer,
                    Admission.refused("this connector is not the mesh's, so nothing is known of the caller")
                            .reply());
        }
    }

    private void ask(
            MeshConnection connection,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain application)
            throws IOException, ServletException {
        Admission admission = Admission.of(connection);
        if (admission instanceof Admission.Refused refused) {
            Replies.write(response, refused.reply());
            return;
        }
        RequestHead head = RequestHeads.of(request, connection);
        InboundCall call = ((Admission.Admitted) admission).chain().open(head, connection.peer(), connection.facts());
        InboundCall.Plan plan = decided(call);
        if (plan instanceof InboundCall.Plan.Respond respond) {
            call.close(new Outcome.Replied(respond.reply()));
            Replies.write(response, respond.reply());
        } else if (plan instanceof InboundCall.Plan.Proceed proceed
                && targets.refuse(proceed.head().path())) {
            call.close(new Outcome.Answered(BAD_TARGET.status()));
            Replies.write(response, BAD_TARGET);
        } else if (plan instanceof InboundCall.Plan.Proceed proceed) {
            Admitted admitted = new Admitted(head, proceed.head(), new ToldResponse(response, call));
            request.setAttribute(ADMITTED, admitted);
            request.setAttribute(MeshPeer.ATTRIBUTE, new MeshPeer(connection.peer()));
            run(call, admitted, request, application);
        }
    }

    private static void run(InboundCall call, Admitted admitted, HttpServletRequest asked, FilterChain application)
            throws IOException, ServletException {
        ToldResponse response = admitted.response();
        Completion completion = new Completion(call, response);
        try {
            application.doFilter(admitted.request(asked), response);
        } catch (IOException | ServletException | RuntimeException | Error failure) {
            completion.failed(failure);
            throw failure;
        }
        if (asked.isAsyncStarted()) {
            asked.getAsyncContext().addListener(completion);
        } else {
            response.tell();
            completion.answered();
        }
    }

    /** A call that the application has, as long as its request lasts. */
    private record Admitted(RequestHead asSent, RequestHead head, ToldResponse response) {
        /** An error page comes with the container's request: it must not see what the application may not. */
        HttpServletRequest request(HttpServletRequest asked) {
            if (asked instanceof HttpServletRequestWrapper wrapper && wrapper.isWrapperFor(AdmittedRequest.class)) {
                return asked;
            }
            return head.equals(asSent)
                    ? new AdmittedRequest(asked, response)
                    : new RewrittenRequest(asked, response, asSent, head);
        }
    }

    private InboundCall.Plan decided(InboundCall call) throws IOException {
        try {
            InboundCall.Plan plan = call.plan();
            while (plan instanceof InboundCall.Plan.Later later) {
                await(later.waiting());
                plan = call.plan();
            }
            return plan;
        } catch (IOException | RuntimeException undecided) {
            call.close(new Outcome.Cancelled("undecided{" + undecided.getMessage() + "}"));
            throw undecided;
        }
    }

    /** Parks this request's own thread, at most until the engine's deadline; after that it has an answer. */
    private void await(Wait waiting) throws IOException {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        waiting.onReady(() -> ready.complete(null));
        try {
            ready.get(waiting.until().remaining(time.nanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException atTheDeadline) {
            // Told or not, the engine is asked again.
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the mesh decided");
        }
    }
}
