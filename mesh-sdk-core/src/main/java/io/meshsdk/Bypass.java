package io.meshsdk;

import io.meshsdk.internal.http.Body;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.internal.http.RunningCall;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The way past the mesh: a client of the JDK, made when first needed. Safe for use by many threads. */
final class Bypass {
    private final JdkClients clients;
    private final Executor callbacks;
    private final AtomicReference<@Nullable HttpClient> made = new AtomicReference<>();

    /** @param clients end with the mesh */
    Bypass(JdkClients clients, Executor callbacks) {
        this.clients = clients;
        this.callbacks = callbacks;
    }

    /**
     * Sends past the mesh what the mesh does not take, or fails it where there is no way past.
     *
     * @param way null where there is none
     */
    static void take(@Nullable Bypass way, Request request, String why, ResponseListener listener, Result<?> result) {
        if (way == null) {
            request.bodyUnwanted();
            result.fail(new NotMeshedException(request.head().authority(), why));
        } else {
            result.passedBy(way.start(request, listener));
        }
    }

    private RunningCall start(Request request, ResponseListener listener) {
        PassedBy call = new PassedBy(listener);
        try {
            call.sent(client().sendAsync(translate(request), call));
        } catch (RuntimeException refused) {
            // Whatever the JDK does not take, and a mesh that is closed: nobody else would tell the caller.
            call.failed(refused);
        }
        return call;
    }

    private HttpClient client() {
        return clients.hold(
                made,
                () -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(JdkClients.CONNECT_TIMEOUT)
                        .executor(callbacks));
    }

    private HttpRequest translate(Request request) {
        HttpRequest.Builder to = HttpRequest.newBuilder(request.uri()).method(request.method(), publisher(request));
        for (int i = 0; i < request.headers().size(); i++) {
            // Its own again: the length is the publisher's.
            if (!request.headers().name(i).equals("content-length")) {
                to.header(request.headers().name(i), request.headers().value(i));
            }
        }
        request.timeout().ifPresent(to::timeout);
        return to.build();
    }

    private BodyPublisher publisher(Request request) {
        Body body = request.body(callbacks);
        if (body instanceof Body.Bytes bytes) {
            return BodyPublishers.ofByteArray(bytes.content());
        }
        if (body instanceof Body.Streamed streamed) {
            return streamed.length() > 0
                    ? BodyPublishers.fromPublisher(streamed.publisher(), streamed.length())
                    : BodyPublishers.fromPublisher(streamed.publisher());
        }
        return BodyPublishers.noBody();
    }
}
