package io.meshsdk.spring.client;

import java.io.IOException;
import java.net.URI;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Sends {@code http://} requests to the mesh's hosts through the mesh, all others by the factory that it wraps.
 *
 * @param others for all that is not the mesh's
 */
record MeshRequestFactory(MeshCalls calls, ClientHttpRequestFactory others, HttpClientSettings settings)
        implements ClientHttpRequestFactory {
    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        return createRequest(uri, method, Redirects.MOST);
    }

    ClientHttpRequest createRequest(URI uri, HttpMethod method, int redirectsLeft) throws IOException {
        return calls.takes(uri) ? new MeshRequest(this, uri, method, redirectsLeft) : others.createRequest(uri, method);
    }
}
