package io.meshsdk.internal.xds.ads.wire;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gRPC server on loopback that shows what it is asked and says what it is told to. */
public final class ScriptedAds extends AggregatedDiscoveryServiceImplBase implements AutoCloseable {
    private final BlockingQueue<DiscoveryRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<DeltaDiscoveryRequest> deltas = new LinkedBlockingQueue<>();
    private final BlockingQueue<StreamObserver<DiscoveryResponse>> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<StreamObserver<DeltaDiscoveryResponse>> deltaStreams = new LinkedBlockingQueue<>();
    private final Server server;

    public ScriptedAds() throws IOException {
        this(0);
    }

    public ScriptedAds(int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(this)
                .build()
                .start();
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> responses) {
        streams.add(responses);
        return into(requests);
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
            StreamObserver<DeltaDiscoveryResponse> responses) {
        deltaStreams.add(responses);
        return into(deltas);
    }

    public DiscoveryRequest request() {
        return next(requests);
    }

    public DeltaDiscoveryRequest delta() {
        return next(deltas);
    }

    public StreamObserver<DiscoveryResponse> stream() {
        return next(streams);
    }

    public StreamObserver<DeltaDiscoveryResponse> deltaStream() {
        return next(deltaStreams);
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> StreamObserver<T> into(BlockingQueue<T> queue) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T request) {
                queue.add(request);
            }

            @Override
            public void onError(Throwable ended) {
                // The client went away.
            }

            @Override
            public void onCompleted() {
                // The client went away.
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
