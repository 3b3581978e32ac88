package io.meshsdk.spring.client;

import io.meshsdk.MeshCallException;
import io.meshsdk.NotMeshedException;
import io.meshsdk.Request;
import io.meshsdk.StreamedResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** One request of RestClient or RestTemplate. Used by one thread. */
final class MeshRequest implements ClientHttpRequest, StreamingHttpOutputMessage {
    private final MeshRequestFactory factory;
    private final URI uri;
    private final HttpMethod method;
    private final int redirectsLeft;
    private final HttpHeaders headers = new HttpHeaders();
    private final Map<String, Object> attributes = new HashMap<>();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(0);
    private RequestBody body = new RequestBody.Buffered(buffer);

    MeshRequest(MeshRequestFactory factory, URI uri, HttpMethod method, int redirectsLeft) {
        this.factory = factory;
        this.uri = uri;
        this.method = method;
        this.redirectsLeft = redirectsLeft;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public OutputStream getBody() {
        return buffer;
    }

    @Override
    public void setBody(Body streamed) {
        body = new RequestBody.Streamed(streamed);
    }

    @Override
    public ClientHttpResponse execute() throws IOException {
        Duration limit = MeshCalls.limit(factory.settings());
        long start = factory.calls().time().nanos();
        StreamedResponse response;
        try {
            response = send(limit);
        } catch (NotMeshedException unknown) {
            // The configuration came, or changed, after the factory was asked; nothing has been sent.
            ClientHttpRequest past = factory.others().createRequest(uri, method);
            past.getHeaders().putAll(headers);
            body.passTo(past);
            return past.execute();
        } catch (MeshCallException broken) {
            throw factory.calls().late(broken.info().flags(), limit, start)
                    ? timedOut(limit)
                    : new IOException(broken.getMessage(), broken);
        }
        CallTags.tag(factory.calls().observations().getCurrentObservation(), response.info());
        if (factory.calls().late(response.info().flags(), limit, start)) {
            response.close();
            throw timedOut(limit);
        }
        return answer(response);
    }

    private IOException timedOut(@Nullable Duration limit) {
        return new SocketTimeoutException(method + " " + uri.getRawAuthority() + " got no answer within " + limit);
    }

    private StreamedResponse send(@Nullable Duration limit) throws IOException {
        Request.Builder request = Request.builder(method.name(), uri);
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        if (limit != null) {
            request.timeout(limit);
        }
        body.offer(request, headers.getContentLength());
        CompletableFuture<StreamedResponse> response =
                factory.calls().client().stream(request.build()).toCompletableFuture();
        try {
            body.write();
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the mesh called");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (IOException | RuntimeException | Error unwritten) {
            response.cancel(true);
            throw unwritten;
        }
    }

    private ClientHttpResponse answer(StreamedResponse response) throws IOException {
        Optional<Redirects.Next> next = redirectsLeft == 0
                ? Optional.empty()
                : Redirects.next(
                        factory.settings().redirects(),
                        uri,
                        method,
                        response.status(),
                        response.headers().get("location"));
        if (next.isEmpty() || (next.get().keepsBody() && !body.repeatable())) {
            return new MeshResponse(response);
        }
        // Read to its end, so that the connection can be kept.
        response.bodyAsInputStream().transferTo(OutputStream.nullOutputStream());
        ClientHttpRequest following =
                factory.createRequest(next.get().uri(), next.get().method(), redirectsLeft - 1);
        following.getHeaders().putAll(next.get().headers(headers, uri));
        following.getAttributes().putAll(attributes);
        if (next.get().keepsBody()) {
            body.passTo(following);
        }
        return following.execute();
    }
}
