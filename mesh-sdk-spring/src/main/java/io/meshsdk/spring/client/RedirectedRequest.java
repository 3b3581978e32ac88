package io.meshsdk.spring.client;

import java.net.URI;
import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import reactor.core.publisher.Mono;

/** A request that WebClient writes again for a redirect that it does not know of: what may not go there is dropped. */
final class RedirectedRequest extends ClientHttpRequestDecorator {
    private final boolean keepsBody;

    RedirectedRequest(ClientHttpRequest request, Redirects.Next next, URI former) {
        super(request);
        this.keepsBody = next.keepsBody();
        request.beforeCommit(() -> {
            HttpHeaders written = request.getHeaders();
            HttpHeaders kept = next.headers(written, former);
            List.copyOf(written.headerNames()).stream()
                    .filter(name -> !kept.containsHeader(name))
                    .forEach(written::remove);
            if (next.isElsewhere(former)) {
                request.getCookies().clear();
            }
            return Mono.empty();
        });
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return keepsBody ? super.writeWith(body) : setComplete();
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return keepsBody ? super.writeAndFlushWith(body) : setComplete();
    }
}
