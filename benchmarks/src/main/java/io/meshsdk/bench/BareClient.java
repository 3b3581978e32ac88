package io.meshsdk.bench;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.net.ClientExchange;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.ConnectionPolicy;
import io.meshsdk.internal.net.ExchangeListener;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The mesh's transport without the mesh: no engine, no driver, no deadline. */
final class BareClient implements LoadClient {
    private final NettyTransport transport;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final ClientSecurity security;
    private final RequestHead head = new RequestHead("GET", "http", "orders", "/v1/orders/42", Headers.EMPTY);

    BareClient(int port, ClientSecurity security, Version version) {
        this.transport = NettyTransport.start(1, MachineTime.INSTANCE, new OnePolicy(version));
        this.loop = transport.loops().get(0);
        this.endpoint = new OneEndpoint(new Address.Socket("127.0.0.1", port));
        this.security = security;
    }

    @Override
    public String name() {
        return "transport";
    }

    @Override
    public void call(Answered done) {
        if (loop.inEventLoop()) {
            open(done);
        } else {
            loop.execute(() -> open(done));
        }
    }

    private void open(Answered done) {
        Gathering gathering = new Gathering(done);
        ClientExchange exchange = transport.open(
                loop, endpoint, security, RoutingPriority.DEFAULT, head, RequestEnd.WITH_HEAD, gathering);
        exchange.request(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        transport.shutdown(Duration.ZERO).toCompletableFuture().join();
    }

    /** Gathers the body as the mesh's client does, so that both give their caller the same. */
    private static final class Gathering implements ExchangeListener {
        private final Answered done;
        private @Nullable ResponseHead head;
        private byte[] content = new byte[0];
        private int used;

        Gathering(Answered done) {
            this.done = done;
        }

        @Override
        public void writable() {}

        @Override
        public void head(ResponseHead came) {
            head = came;
            String length = came.headers().get("content-length");
            content = new byte[length == null ? 0 : Integer.parseInt(length)];
        }

        @Override
        public void data(ByteBuf chunk) {
            int more = chunk.readableBytes();
            chunk.getBytes(chunk.readerIndex(), content, used, more);
            used += more;
        }

        @Override
        public void end(Headers trailers) {
            ResponseHead came = head;
            done.answered(came == null ? 0 : came.status(), content);
        }

        @Override
        public void failed(Outcome outcome) {
            done.failed(new IllegalStateException(outcome.toString()));
        }
    }

    /** Equal by identity, as endpoints are. */
    private static final class OneEndpoint implements Endpoint {
        private final Address address;

        OneEndpoint(Address address) {
            this.address = address;
        }

        @Override
        public String cluster() {
            return "orders";
        }

        @Override
        public Address address() {
            return address;
        }

        @Override
        public String hostname() {
            return "";
        }

        @Override
        public Locality locality() {
            return Locality.NONE;
        }

        @Override
        public Metadata metadata() {
            return Metadata.EMPTY;
        }

        @Override
        public boolean removed() {
            return false;
        }
    }

    private static final class OnePolicy implements ConnectionPolicies, ConnectionPermits {
        private final ConnectionPolicy policy;

        OnePolicy(Version version) {
            HttpProtocolOptions options = HttpProtocolOptions.HTTP1;
            policy = new ConnectionPolicy(
                    Duration.ofSeconds(5),
                    new HttpProtocolOptions(
                            version,
                            options.idleTimeout(),
                            options.maxConnectionDuration(),
                            options.maxRequestsPerConnection(),
                            options.maxResponseHeadersBytes(),
                            options.maxHeadersCount(),
                            options.autoSni(),
                            options.autoSanValidation(),
                            options.http2()));
        }

        @Override
        public ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority) {
            return this;
        }

        @Override
        public ConnectionPolicy policy(Endpoint endpoint) {
            return policy;
        }

        @Override
        public boolean tryAcquireConnection() {
            return true;
        }

        @Override
        public void acquireConnection() {}

        @Override
        public void releaseConnection() {}

        @Override
        public boolean tryAcquirePending() {
            return true;
        }

        @Override
        public void releasePending() {}
    }
}
