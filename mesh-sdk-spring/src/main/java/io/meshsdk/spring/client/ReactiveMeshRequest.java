package io.meshsdk.spring.client;

import io.meshsdk.Request;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What WebClient writes; sent once it is complete, its body read as it is sent. */
final class ReactiveMeshRequest extends AbstractClientHttpRequest {
    private final HttpMethod method;
    private final URI uri;
    private @Nullable Flux<ByteBuffer> body;

    ReactiveMeshRequest(HttpMethod method, URI uri) {
        this.method = method;
        this.uri = uri;
    }

    Request.Builder toMesh() {
        Request.Builder request = Request.builder(method.name(), uri);
        HttpHeaders headers = getHeaders();
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        String cookies = getCookies().values().stream()
                .flatMap(java.util.List::stream)
                .map(Object::toString)
                .collect(Collectors.joining("; "));
        if (!cookies.isEmpty()) {
            request.header("cookie", cookies);
        }
        if (body != null) {
            request.body(JdkFlowAdapter.publisherToFlowPublisher(body), headers.getContentLength());
        }
        return request;
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
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getNativeRequest() {
        return (T) this;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> buffers) {
        return doCommit(() -> {
            body = Flux.from(buffers).map(ReactiveMeshRequest::bytes);
            return Mono.empty();
        });
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> buffers) {
        return writeWith(Flux.from(buffers).concatMap(Flux::from));
    }

    @Override
    public Mono<Void> setComplete() {
        return doCommit();
    }

    private static ByteBuffer bytes(DataBuffer buffer) {
        ByteBuffer copy = ByteBuffer.allocate(buffer.readableByteCount());
        buffer.toByteBuffer(copy);
        DataBufferUtils.release(buffer);
        return copy.rewind();
    }

    @Override
    protected void applyHeaders() {
        // Read by toMesh(), after the commit.
    }

    @Override
    protected void applyCookies() {
        // Read by toMesh(), after the commit.
    }
}
