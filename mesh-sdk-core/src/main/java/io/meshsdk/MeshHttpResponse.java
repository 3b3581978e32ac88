package io.meshsdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A response as the JDK shows it. The mesh's own TLS session is not the caller's business. */
record MeshHttpResponse<T>(
        int statusCode,
        HttpRequest request,
        Optional<HttpResponse<T>> previousResponse,
        HttpHeaders headers,
        @Nullable T body)
        implements HttpResponse<T> {
    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }

    @Override
    public String toString() {
        return "(" + request.method() + " " + request.uri() + ") " + statusCode;
    }
}
