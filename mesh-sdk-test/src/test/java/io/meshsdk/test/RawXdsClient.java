package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The protocol by hand: says what the test says, and nothing else. */
final class RawXdsClient implements AutoCloseable {
    private final ManagedChannel channel;

    RawXdsClient(ControlPlane plane) {
        this(NettyChannelBuilder.forAddress(plane.host(), plane.port())
                .usePlaintext()
                .build());
    }

    RawXdsClient(ManagedChannel channel) {
        this.channel = channel;
    }

    Sotw sotw() {
        return new Sotw(channel);
    }

    Delta delta() {
        return new Delta(channel);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** A stream of one form. */
    abstract static class Stream<Q, R> {
        private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        private final StreamObserver<Q> requests;

        Stream(Function<StreamObserver<R>, StreamObserver<Q>> open) {
            requests = open.apply(new StreamObserver<>() {
                @Override
                public void onNext(R response) {
                    events.add(response);
                }

                @Override
                public void onError(Throwable error) {
                    events.add(Status.fromThrowable(error));
                }

                @Override
                public void onCompleted() {
                    events.add(Status.OK);
                }
            });
        }

        void send(Q request) {
            requests.onNext(request);
        }

        void halfClose() {
            requests.onCompleted();
        }

        @SuppressWarnings("unchecked")
        R response() throws InterruptedException {
            Object event = next();
            assertThat(event).isNotInstanceOf(Status.class);
            return (R) event;
        }

        Status status() throws InterruptedException {
            return (Status) next();
        }

        /** Nothing came. To be asked after something that the server answers later than what must not come. */
        void assertSilent() {
            assertThat(events).isEmpty();
        }

        private Object next() throws InterruptedException {
            Object event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("an answer within 10 s").isNotNull();
            return event;
        }
    }

    static final class Sotw extends Stream<DiscoveryRequest, DiscoveryResponse> {
        private Sotw(ManagedChannel channel) {
            super(AggregatedDiscoveryServiceGrpc.newStub(channel)::streamAggregatedResources);
        }

        void ask(ResourceType type, String... names) {
            send(request(type, names).build());
        }

        void ack(DiscoveryResponse response, String... names) {
            send(DiscoveryRequest.newBuilder()
                    .setTypeUrl(response.getTypeUrl())
                    .addAllResourceNames(List.of(names))
                    .setVersionInfo(response.getVersionInfo())
                    .setResponseNonce(response.getNonce())
                    .build());
        }

        void nack(DiscoveryResponse response, String accepted, String why) {
            send(DiscoveryRequest.newBuilder()
                    .setTypeUrl(response.getTypeUrl())
                    .setVersionInfo(accepted)
                    .setResponseNonce(response.getNonce())
                    .setErrorDetail(
                            com.google.rpc.Status.newBuilder().setCode(3).setMessage(why))
                    .build());
        }

        static DiscoveryRequest.Builder request(ResourceType type, String... names) {
            return DiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl()).addAllResourceNames(List.of(names));
        }
    }

    static final class Delta extends Stream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
        private Delta(ManagedChannel channel) {
            super(AggregatedDiscoveryServiceGrpc.newStub(channel)::deltaAggregatedResources);
        }

        void subscribe(ResourceType type, String... names) {
            send(request(type).addAllResourceNamesSubscribe(List.of(names)).build());
        }

        void unsubscribe(ResourceType type, String... names) {
            send(request(type).addAllResourceNamesUnsubscribe(List.of(names)).build());
        }

        void ack(DeltaDiscoveryResponse response) {
            send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(response.getTypeUrl())
                    .setResponseNonce(response.getNonce())
                    .build());
        }

        static DeltaDiscoveryRequest.Builder request(ResourceType type) {
            return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
        }
    }
}
