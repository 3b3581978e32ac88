package io.meshsdk;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Builds clients of the mesh. Redirects, cookies and the executor are honoured for calls through the mesh; connections, TLS,
 * proxies, credentials and versions there are the configuration's, so those settings apply to calls past the mesh only.
 */
final class MeshHttpClientBuilder implements HttpClient.Builder {
    private final MeshClient mesh;
    private final Executor callbacks;
    private final JdkClients past;
    private final MeshBuilder.HttpsUris https;
    private final HttpClient.Builder bypass = HttpClient.newBuilder();
    private HttpClient.Redirect redirects = HttpClient.Redirect.NEVER;
    private @Nullable CookieHandler cookies;
    private @Nullable Duration connectTimeout;
    private @Nullable Executor executor;
    private @Nullable ProxySelector proxy;
    private @Nullable Authenticator authenticator;
    private HttpClient.Version version = HttpClient.Version.HTTP_1_1;

    MeshHttpClientBuilder(MeshClient mesh, Executor callbacks, JdkClients past, MeshBuilder.HttpsUris https) {
        this.mesh = mesh;
        this.callbacks = callbacks;
        this.past = past;
        this.https = https;
    }

    @Override
    public HttpClient build() {
        Executor own = executor == null ? callbacks : executor;
        return new MeshHttpClient(
                mesh.onlyMeshed().withCallbackExecutor(own),
                own,
                new MeshHttpClient.Settings(
                        redirects,
                        https,
                        version,
                        Optional.ofNullable(cookies),
                        Optional.ofNullable(connectTimeout),
                        Optional.ofNullable(proxy),
                        Optional.ofNullable(authenticator),
                        Optional.ofNullable(executor)),
                // Redirects are followed above both, for one may lead from the one to the other.
                holder -> past.hold(holder, () -> bypass.followRedirects(HttpClient.Redirect.NEVER)));
    }

    @Override
    public HttpClient.Builder cookieHandler(CookieHandler handler) {
        cookies = handler;
        bypass.cookieHandler(handler);
        return this;
    }

    @Override
    public HttpClient.Builder connectTimeout(Duration limit) {
        bypass.connectTimeout(limit);
        connectTimeout = limit;
        return this;
    }

    @Override
    public HttpClient.Builder followRedirects(HttpClient.Redirect policy) {
        Objects.requireNonNull(policy, "policy");
        redirects = policy;
        return this;
    }

    @Override
    public HttpClient.Builder executor(Executor own) {
        bypass.executor(own);
        executor = own;
        return this;
    }

    @Override
    public HttpClient.Builder sslContext(SSLContext context) {
        bypass.sslContext(context);
        return this;
    }

    @Override
    public HttpClient.Builder sslParameters(SSLParameters parameters) {
        bypass.sslParameters(parameters);
        return this;
    }

    @Override
    public HttpClient.Builder version(HttpClient.Version preferred) {
        bypass.version(preferred);
        version = preferred;
        return this;
    }

    @Override
    public HttpClient.Builder priority(int priority) {
        bypass.priority(priority);
        return this;
    }

    @Override
    public HttpClient.Builder proxy(ProxySelector selector) {
        bypass.proxy(selector);
        proxy = selector;
        return this;
    }

    @Override
    public HttpClient.Builder authenticator(Authenticator own) {
        bypass.authenticator(own);
        authenticator = own;
        return this;
    }
}
