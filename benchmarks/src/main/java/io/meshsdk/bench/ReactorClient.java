package io.meshsdk.bench;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty as it comes, on one event loop. */
final class ReactorClient implements LoadClient {
    private static final int CONNECTIONS = 256;
    private final LoopResources loops = LoopResources.create("reactor", 1, true);
    private final ConnectionProvider connections = ConnectionProvider.create("bench", CONNECTIONS);
    private final HttpClient.ResponseReceiver<?> request;

    ReactorClient(int port, Optional<SslContext> tls) {
        HttpClient client = HttpClient.create(connections).runOn(loops);
        String scheme = tls.isPresent() ? "https" : "http";
        if (tls.isPresent()) {
            SslContext context = tls.get();
            client = client.secure(spec -> spec.sslContext(context).handlerConfigurator(ReactorClient::askForNoName));
        }
        request = client.get().uri(scheme + "://127.0.0.1:" + port + "/v1/orders/42");
    }

    @Override
    public String name() {
        return "reactor-netty";
    }

    @Override
    public void call(Answered done) {
        request.responseSingle((response, body) -> body.asByteArray()
                        .map(bytes -> new Whole(response.status().code(), bytes)))
                .subscribe(new Told(done));
    }

    @Override
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }

    /** As {@link BareTls}: Reactor Netty asks for a host's name otherwise. */
    private static void askForNoName(SslHandler handler) {
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("");
        handler.engine().setSSLParameters(parameters);
    }

    private record Whole(int status, byte[] body) {}

    /** Tells at the end and not at the value, for only then is the connection free for another call. */
    private static final class Told extends BaseSubscriber<Whole> {
        private final Answered done;
        private @Nullable Whole whole;

        Told(Answered done) {
            this.done = done;
        }

        @Override
        protected void hookOnNext(Whole value) {
            whole = value;
        }

        @Override
        protected void hookOnComplete() {
            Whole value = whole;
            if (value == null) {
                done.failed(new IllegalStateException("no body"));
            } else {
                done.answered(value.status(), value.body());
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            done.failed(failure);
        }
    }
}
