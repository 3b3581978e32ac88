package io.meshsdk.spring.client;

import io.meshsdk.CallInfo;
import io.meshsdk.MeshCallException;
import io.meshsdk.NotMeshedException;
import io.meshsdk.Request;
import io.meshsdk.StreamedResponse;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Sends WebClient's {@code http://} requests to the mesh's hosts through the mesh, all others by the connector that it wraps.
 * Redirects are followed above the mesh: the request is written again, as by the other connectors, and whoever publishes its
 * body must be able to do so.
 *
 * @param others for all that is not the mesh's
 */
record MeshConnector(MeshCalls calls, ClientHttpConnector others, HttpClientSettings settings)
        implements ClientHttpConnector {
    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> callback) {
        return connect(method, uri, callback, Redirects.MOST);
    }

    private Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> callback, int redirectsLeft) {
        try {
            if (!calls.takes(uri)) {
                return others.connect(method, uri, callback);
            }
        } catch (IOException refused) {
            return Mono.error(refused);
        }
        return Mono.defer(() -> {
                    ReactiveMeshRequest request = new ReactiveMeshRequest(method, uri);
                    return callback.apply(request)
                            .then(Mono.defer(() -> send(request)))
                            .flatMap(response -> follow(request, response, callback, redirectsLeft));
                })
                // The configuration came, or changed, meanwhile; nothing has been sent.
                .onErrorResume(NotMeshedException.class, unknown -> others.connect(method, uri, callback));
    }

    private Mono<ClientHttpResponse> follow(
            ReactiveMeshRequest request,
            ReactiveMeshResponse response,
            Function<? super ClientHttpRequest, Mono<Void>> callback,
            int left) {
        Optional<Redirects.Next> next = left == 0
                ? Optional.empty()
                : Redirects.next(
                        settings.redirects(),
                        request.getURI(),
                        request.getMethod(),
                        response.getStatusCode().value(),
                        response.getHeaders().getFirst("location"));
        if (next.isEmpty()) {
            return Mono.just(response);
        }
        Redirects.Next to = next.get();
        // The redirect's own body is of no interest, and may be endless.
        response.close();
        return connect(
                to.method(),
                to.uri(),
                again -> callback.apply(new RedirectedRequest(again, to, request.getURI())),
                left - 1);
    }

    private Mono<ReactiveMeshResponse> send(ReactiveMeshRequest request) {
        Duration limit = MeshCalls.limit(settings);
        long start = calls.time().nanos();
        Request.Builder builder = request.toMesh();
        if (limit != null) {
            builder.timeout(limit);
        }
        return Mono.deferContextual(context -> Mono.fromCompletionStage(() -> calls.client().stream(builder.build()))
                        .doOnNext(response -> CallTags.tag(
                                context.<Observation>getOrDefault(ObservationThreadLocalAccessor.KEY, null),
                                response.info())))
                .onErrorMap(MeshCallException.class, broken -> failure(request, broken, limit, start))
                .flatMap(response -> answer(request, response, limit, start));
    }

    private Mono<ReactiveMeshResponse> answer(
            ReactiveMeshRequest request, StreamedResponse response, @Nullable Duration limit, long start) {
        CallInfo info = response.info();
        if (calls.late(info.flags(), limit, start)) {
            response.close();
            return Mono.error(timedOut(request, limit));
        }
        return Mono.just(new ReactiveMeshResponse(response));
    }

    private Throwable failure(
            ReactiveMeshRequest request, MeshCallException broken, @Nullable Duration limit, long start) {
        return calls.late(broken.info().flags(), limit, start)
                ? timedOut(request, limit)
                : new IOException(broken.getMessage(), broken);
    }

    private static IOException timedOut(ReactiveMeshRequest request, @Nullable Duration limit) {
        return new SocketTimeoutException(
                request.getMethod() + " " + request.getURI().getRawAuthority() + " got no answer within " + limit);
    }
}
