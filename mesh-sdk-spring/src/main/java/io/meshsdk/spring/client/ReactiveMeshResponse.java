package io.meshsdk.spring.client;

import io.meshsdk.StreamedResponse;
import java.net.HttpCookie;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** A response of the mesh, for WebClient. */
final class ReactiveMeshResponse implements ClientHttpResponse {
    private final StreamedResponse response;
    private final HttpHeaders headers;

    ReactiveMeshResponse(StreamedResponse response) {
        this.response = response;
        this.headers = SpringHeaders.of(response.headers());
    }

    void close() {
        response.close();
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> getCookies() {
        MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
        for (String line : headers.getOrEmpty(HttpHeaders.SET_COOKIE)) {
            try {
                for (HttpCookie cookie : HttpCookie.parse(line)) {
                    cookies.add(
                            cookie.getName(),
                            ResponseCookie.fromClientResponse(cookie.getName(), cookie.getValue())
                                    .domain(cookie.getDomain())
                                    .path(cookie.getPath())
                                    .maxAge(cookie.getMaxAge())
                                    .secure(cookie.getSecure())
                                    .httpOnly(cookie.isHttpOnly())
                                    .build());
                }
            } catch (IllegalArgumentException notACookie) {
                // A peer's nonsense is no reason to lose its response; the header itself stays readable.
            }
        }
        return cookies;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return JdkFlowAdapter.flowPublisherToFlux(response.body()).map(DefaultDataBufferFactory.sharedInstance::wrap);
    }
}
