package io.meshsdk.spring.client;

import io.meshsdk.StreamedResponse;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** A response of the mesh; its body is read as it comes. */
final class MeshResponse implements ClientHttpResponse {
    private final StreamedResponse response;
    private final HttpHeaders headers;
    private @Nullable InputStream body;

    MeshResponse(StreamedResponse response) {
        this.response = response;
        this.headers = SpringHeaders.of(response.headers());
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public String getStatusText() {
        HttpStatus known = HttpStatus.resolve(response.status());
        return known == null ? "" : known.getReasonPhrase();
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        if (body == null) {
            body = response.bodyAsInputStream();
        }
        return body;
    }

    @Override
    public void close() {
        response.close();
    }
}
