package io.meshsdk.spring.servlet;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.Wait;
import io.meshsdk.spi.Time;
import io.meshsdk.spring.tomcat.DispatchedPath;
import io.meshsdk.spring.tomcat.MeshConnection;
import io.meshsdk.spring.tomcat.MeshSslSupport;
import io.meshsdk.spring.tomcat.ServedPort;
import io.meshsdk.spring.tomcat.TargetRules;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.net.SSLSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the engine whether the application may have a request. Stands before every valve and filter that could read the request
 * otherwise, such as those for forwarded headers: what is judged is what came on the wire, and what goes on is what the engine
 * made of it. A request that did not come through the mesh's connector is refused: nothing is known of who sent it.
 */
public final class InboundValve extends ValveBase {
    private static final Logger LOG = LoggerFactory.getLogger(InboundValve.class);

    /** Of requests that went past the mesh. */
    static final String PROBE = InboundValve.class.getName() + ".probe";

    private final Time time;
    private final PlaintextPaths plaintextPaths;
    private final TargetRules targets;
    private final ServedPort port;
    private final BiConsumer<ServletRequest, Peer> caller;

    /**
     * @param targets of the connector that the mesh serves
     * @param port that the mesh serves
     * @param caller tells the application who sent a request that it may have
     */
    public InboundValve(
            Time time,
            PlaintextPaths plaintextPaths,
            TargetRules targets,
            ServedPort port,
            BiConsumer<ServletRequest, Peer> caller) {
        super(true);
        this.time = time;
        this.plaintextPaths = plaintextPaths;
        this.targets = targets;
        this.port = port;
        this.caller = caller;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getAttribute(AdmittedCall.ATTRIBUTE) != null || request.getAttribute(PROBE) != null) {
            // An asynchronous dispatch of a request that was decided about.
            getNext().invoke(request, response);
        } else if (request.getAttribute(SSLSupport.SESSION_MGR) instanceof MeshSslSupport support) {
            MeshConnection connection = support.connection();
            if (connection.facts().encryption() == Encryption.PLAINTEXT && plaintextPaths.take(request)) {
                request.setAttribute(PROBE, Boolean.TRUE);
                // Nobody vouches for what it says of its sender.
                request.getCoyoteRequest().getMimeHeaders().removeHeader("x-forwarded-client-cert");
                getNext().invoke(request, response);
            } else {
                ask(connection, request, response);
            }
        } else {
            ConnectionFacts facts = RequestHeads.foreign(request);
            LocalReply reply = Admission.refused("this connector is not the mesh's, so nothing is known of the caller")
                    .reply();
            port.refused(RequestHeads.of(request, facts.encryption()), Peer.ANONYMOUS, facts, reply);
            Replies.write(response, reply);
        }
    }

    private void ask(MeshConnection connection, Request request, Response response)
            throws IOException, ServletException {
        Admission admission = Admission.of(connection);
        RequestHead head = RequestHeads.of(request, connection.facts().encryption());
        if (admission instanceof Admission.Refused refused) {
            connection.inbound().refused(head, connection.peer(), connection.facts(), refused.reply());
            Replies.write(response, refused.reply());
            return;
        }
        InboundCall call = ((Admission.Admitted) admission).chain().open(head, connection.peer(), connection.facts());
        if (response.isError()) {
            // Tomcat could not read it, and gives it to nobody.
            call.close(new Outcome.Answered(response.getStatus()));
            getNext().invoke(request, response);
            return;
        }
        InboundCall.Plan plan = decided(call);
        if (plan instanceof InboundCall.Plan.Respond respond) {
            refuse(call, respond.reply(), response);
        } else if (plan instanceof InboundCall.Plan.Proceed proceed) {
            String bad = targets.refusal(head.path(), proceed.head().path());
            if (bad == null) {
                proceed(call, head, proceed, connection, request, response);
            } else {
                refuse(call, badPath(bad), response);
            }
        }
    }

    private void proceed(
            InboundCall call,
            RequestHead sent,
            InboundCall.Plan.Proceed plan,
            MeshConnection connection,
            Request request,
            Response response)
            throws IOException, ServletException {
        AdmittedCall admitted = new AdmittedCall(call, response);
        try {
            RequestHead judged = plan.head();
            RequestHeads.write(sent, judged, request);
            boolean goesOn = !RequestHeads.otherPath(sent, judged) || mapsAnew(request, response);
            if (!response.isError()
                    && !DispatchedPath.isOneOf(request.getDecodedRequestURI(), judged.path(), plan.read())) {
                LocalReply reply = badPath("policies and the server read it in different ways");
                admitted.completion().refused(reply);
                Replies.write(response, reply);
                return;
            }
            request.setAttribute(AdmittedCall.ATTRIBUTE, admitted);
            caller.accept(request, connection.peer());
            if (goesOn) {
                getNext().invoke(request, response);
            }
            admitted.completion().left(request);
        } catch (IOException | ServletException | RuntimeException | Error failure) {
            // Neither the application's filter nor anybody after this valve would close the call.
            admitted.completion().failed(failure);
            throw failure;
        }
    }

    private static void refuse(InboundCall call, LocalReply reply, Response response) throws IOException {
        call.close(new Outcome.Replied(reply));
        Replies.write(response, reply);
    }

    private static LocalReply badPath(String why) {
        return new LocalReply(400, Headers.EMPTY, "path refused: " + why, ResponseFlags.NONE, "bad_path{" + why + "}");
    }

    /**
     * The container chose its servlet by the path as sent; now it chooses by the path that was judged.
     *
     * @return whether there is more to do: a redirect may have been the answer
     */
    private static boolean mapsAnew(Request request, Response response) throws IOException, ServletException {
        request.getMappingData().recycle();
        try {
            return request.getConnector()
                    .getProtocolHandler()
                    .getAdapter()
                    .prepare(request.getCoyoteRequest(), response.getCoyoteResponse());
        } catch (IOException | ServletException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new ServletException(impossible);
        }
    }

    /** A decision that fails is a refusal: Tomcat would log an exception here, and answer some of them with nothing at all. */
    private InboundCall.Plan decided(InboundCall call) {
        try {
            InboundCall.Plan plan = call.plan();
            while (plan instanceof InboundCall.Plan.Later later) {
                await(later.waiting());
                plan = call.plan();
            }
            return plan;
        } catch (IOException | RuntimeException undecided) {
            LOG.error("the mesh could not decide about a request, which gets 500", undecided);
            return new InboundCall.Plan.Respond(new LocalReply(
                    500, Headers.EMPTY, "", ResponseFlags.NONE, "undecided{" + undecided.getMessage() + "}"));
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
