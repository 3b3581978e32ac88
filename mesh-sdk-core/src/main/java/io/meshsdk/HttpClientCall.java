package io.meshsdk;

import io.meshsdk.call.Headers;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One {@code sendAsync}: a call through the mesh or past it, and those that redirects lead to. */
final class HttpClientCall<T> extends CompletableFuture<HttpResponse<T>> {
    private final MeshHttpClient client;
    private final BodyHandler<T> handler;
    private final HttpRequest first;
    /** The trace of the thread that made the call: where redirects are followed, it is another. */
    private final Headers callers;

    /** Of the request under way: each that a redirect leads to has the whole timeout, as with the JDK. */
    private long startNanos;

    private int redirects;
    private Optional<HttpResponse<T>> previous = Optional.empty();
    /** What to cancel. */
    private volatile @Nullable CompletableFuture<?> current;

    private volatile @Nullable StreamedResponse reading;

    HttpClientCall(MeshHttpClient client, HttpRequest request, BodyHandler<T> handler) {
        this.client = client;
        this.first = request;
        this.handler = handler;
        this.callers = client.mesh().callersFields();
    }

    void start() {
        send(first);
    }

    private void send(HttpRequest request) {
        startNanos = client.mesh().nanos();
        try {
            if (client.meshed(request.uri())) {
                through(request);
            } else {
                past(request);
            }
        } catch (IOException | RuntimeException refused) {
            fail(refused);
        }
    }

    private void through(HttpRequest request) throws IOException {
        CompletableFuture<StreamedResponse> call =
                client.mesh().stream(translate(request)).toCompletableFuture();
        current = call;
        stopIfDone();
        call.whenComplete((response, failure) -> {
            if (response != null) {
                answered(request, response);
            } else if (failure instanceof NotMeshedException) {
                past(request);
            } else if (failure != null) {
                fail(explain(request, failure));
            }
        });
    }

    private void past(HttpRequest request) {
        try {
            HttpClient bypass = client.bypass();
            CompletableFuture<HttpResponse<T>> call = bypass.sendAsync(
                    request,
                    info -> redirected(request, info)
                            ? HttpResponse.BodySubscribers.replacing(null)
                            : handler.apply(info));
            current = call;
            stopIfDone();
            call.whenComplete((response, failure) -> {
                if (response == null) {
                    fail(
                            failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                    ? wrapped.getCause()
                                    : failure);
                } else {
                    succeedOrFollow(request, response.statusCode(), response.headers(), response);
                }
            });
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    private boolean redirected(HttpRequest request, HttpResponse.ResponseInfo info) {
        return redirects < Redirects.MOST
                && Redirects.next(client.settings().redirects(), request, info.statusCode(), info.headers())
                        .isPresent();
    }

    private void answered(HttpRequest request, StreamedResponse response) {
        reading = response;
        stopIfDone();
        try {
            if (late(request, response.info())) {
                response.close();
                throw new HttpTimeoutException("request timed out");
            }
            HttpHeaders headers = headers(response.headers());
            Optional<CookieHandler> cookies = client.settings().cookies();
            if (cookies.isPresent()) {
                cookies.get().put(request.uri(), headers.map());
            }
            Info info = new Info(response.status(), headers);
            if (redirected(request, info)) {
                // Read to its end, so that the connection can be kept.
                response.body().subscribe(new BodyLists<>(HttpResponse.BodySubscribers.discarding()));
                succeedOrFollow(
                        request,
                        info.statusCode(),
                        headers,
                        new MeshHttpResponse<>(info.statusCode(), request, previous, headers, null));
                return;
            }
            BodySubscriber<T> subscriber = handler.apply(info);
            BodyLists<T> lists = new BodyLists<>(subscriber);
            response.body().subscribe(lists);
            subscriber.getBody().whenComplete((body, failure) -> {
                if (failure != null) {
                    fail(explain(request, failure));
                } else {
                    // A body that is read as it comes belongs to the call until it has been.
                    lists.whenOver(() -> client.ended(this));
                    complete(new MeshHttpResponse<>(info.statusCode(), request, previous, headers, body));
                }
            });
        } catch (IOException | RuntimeException failure) {
            response.close();
            fail(failure);
        }
    }

    private void succeedOrFollow(HttpRequest request, int status, HttpHeaders headers, HttpResponse<T> response) {
        Optional<HttpRequest> next = redirects < Redirects.MOST
                ? Redirects.next(client.settings().redirects(), request, status, headers)
                : Optional.empty();
        if (next.isPresent() && !isDone()) {
            redirects++;
            previous = Optional.of(response);
            send(next.get());
        } else {
            succeed(response);
        }
    }

    /** Whether the mesh made this answer because the caller's own time was up: the JDK has an exception for that. */
    private boolean late(HttpRequest request, CallInfo info) {
        return !Failures.isAnswered(info)
                && request.timeout().isPresent()
                && client.mesh().nanos() - startNanos >= request.timeout().get().toNanos();
    }

    private Throwable explain(HttpRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof MeshCallException broken) {
            if (late(request, broken.info())) {
                return new HttpTimeoutException("request timed out");
            }
            return new IOException(broken.getMessage(), broken);
        }
        return cause;
    }

    private Request translate(HttpRequest request) throws IOException {
        Request.Builder to = Request.builder(request.method(), inTheMesh(request.uri()));
        request.headers().map().forEach((name, values) -> values.forEach(value -> to.header(name, value)));
        carry(request.headers(), to);
        Optional<CookieHandler> cookies = client.settings().cookies();
        if (cookies.isPresent()) {
            cookies.get().get(request.uri(), request.headers().map()).forEach((name, values) -> {
                if (!values.isEmpty()) {
                    to.header(name, String.join("; ", values));
                }
            });
        }
        if (request.expectContinue()) {
            to.header("expect", "100-continue");
        }
        request.bodyPublisher().ifPresent(body -> to.body(body, body.contentLength()));
        request.timeout().ifPresent(to::timeout);
        return to.build();
    }

    /** The mesh encrypts by itself. */
    private static URI inTheMesh(URI uri) {
        String scheme = uri.getScheme();
        return scheme != null && scheme.equalsIgnoreCase("https")
                ? URI.create("http" + uri.toASCIIString().substring("https".length()))
                : uri;
    }

    /** A request that carries a context of its own keeps it. */
    private void carry(HttpHeaders own, Request.Builder to) {
        for (int i = 0; i < callers.size(); i++) {
            if (own.firstValue(callers.name(i)).isPresent()) {
                return;
            }
        }
        for (int i = 0; i < callers.size(); i++) {
            to.header(callers.name(i), callers.value(i));
        }
    }

    private static HttpHeaders headers(Headers fields) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            map.computeIfAbsent(fields.name(i), name -> new ArrayList<>(1)).add(fields.value(i));
        }
        return HttpHeaders.of(map, (name, value) -> true);
    }

    private void succeed(HttpResponse<T> response) {
        client.ended(this);
        complete(response);
    }

    private void fail(Throwable failure) {
        client.ended(this);
        completeExceptionally(failure);
    }

    /** Its client ends: so does the call, and a body that is still read breaks off. */
    void abort() {
        if (cancel(true)) {
            return;
        }
        CompletableFuture<?> call = current;
        if (call != null) {
            call.cancel(true);
        }
        StreamedResponse response = reading;
        if (response != null) {
            response.breakOff("its client was shut down");
        }
        client.ended(this);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        stopIfDone();
        return cancelled;
    }

    private void stopIfDone() {
        if (isCancelled()) {
            CompletableFuture<?> call = current;
            if (call != null) {
                call.cancel(true);
            }
            StreamedResponse response = reading;
            if (response != null) {
                response.close();
            }
            client.ended(this);
        }
    }

    private record Info(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
