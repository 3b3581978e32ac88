package io.meshsdk.test;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.listener.v3.ListenerDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.route.v3.RouteDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.XdsRequest.Variant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The socket: ADS, and each type's own service, state of the world and delta. Messages pass as bytes, so also bad ones. */
final class AdsServer implements AutoCloseable {
    private final AdsState state;
    private final Server server;

    private AdsServer(AdsState state, int port, ServerCredentials credentials) throws IOException {
        this.state = state;
        // On the event loop: nothing that is done for a message waits for anything.
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials)
                .directExecutor()
                .addService(service(
                        "",
                        AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(),
                        AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()))
                .addService(service(
                        ResourceType.LISTENER.typeUrl(),
                        ListenerDiscoveryServiceGrpc.getStreamListenersMethod(),
                        ListenerDiscoveryServiceGrpc.getDeltaListenersMethod()))
                .addService(service(
                        ResourceType.ROUTE_CONFIGURATION.typeUrl(),
                        RouteDiscoveryServiceGrpc.getStreamRoutesMethod(),
                        RouteDiscoveryServiceGrpc.getDeltaRoutesMethod()))
                .addService(service(
                        ResourceType.CLUSTER.typeUrl(),
                        ClusterDiscoveryServiceGrpc.getStreamClustersMethod(),
                        ClusterDiscoveryServiceGrpc.getDeltaClustersMethod()))
                .addService(service(
                        ResourceType.CLUSTER_LOAD_ASSIGNMENT.typeUrl(),
                        EndpointDiscoveryServiceGrpc.getStreamEndpointsMethod(),
                        EndpointDiscoveryServiceGrpc.getDeltaEndpointsMethod()))
                .addService(service(
                        ResourceType.SECRET.typeUrl(),
                        SecretDiscoveryServiceGrpc.getStreamSecretsMethod(),
                        SecretDiscoveryServiceGrpc.getDeltaSecretsMethod()))
                .build()
                .start();
    }

    /** @param port 0 for any */
    static AdsServer start(AdsState state, int port, Optional<ServerCredentials> credentials) {
        ServerCredentials used = credentials.orElseGet(InsecureServerCredentials::create);
        return Ports.listen(port, () -> new AdsServer(state, port, used));
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the control plane's server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerServiceDefinition service(
            String onlyType, MethodDescriptor<?, ?> stateOfTheWorld, MethodDescriptor<?, ?> delta) {
        String name = stateOfTheWorld.getServiceName();
        return ServerServiceDefinition.builder(name == null ? "" : name)
                .addMethod(bytes(stateOfTheWorld), handler(Variant.STATE_OF_THE_WORLD, onlyType))
                .addMethod(bytes(delta), handler(Variant.DELTA, onlyType))
                .build();
    }

    private static MethodDescriptor<byte[], byte[]> bytes(MethodDescriptor<?, ?> method) {
        return method.toBuilder(Bytes.INSTANCE, Bytes.INSTANCE).build();
    }

    private ServerCallHandler<byte[], byte[]> handler(Variant variant, String onlyType) {
        return new ServerCallHandler<>() {
            @Override
            public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
                Optional<AdsStream> opened = state.open(variant, onlyType, call);
                if (opened.isEmpty()) {
                    return new ServerCall.Listener<>() {};
                }
                call.request(1);
                return new Reader(call, opened.get());
            }
        };
    }

    private final class Reader extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private final AdsStream stream;

        Reader(ServerCall<byte[], byte[]> call, AdsStream stream) {
            this.call = call;
            this.stream = stream;
        }

        @Override
        public void onMessage(byte[] message) {
            state.received(stream, message);
            call.request(1);
        }

        @Override
        public void onHalfClose() {
            state.end(stream);
        }

        @Override
        public void onCancel() {
            state.closed(stream);
        }

        @Override
        public void onComplete() {
            state.closed(stream);
        }
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
