package io.meshsdk.internal.xds.ads.wire;

import io.grpc.MethodDescriptor;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.AdsResponse;
import java.util.Optional;

final class StateOfTheWorldMessages extends Messages<DiscoveryRequest, DiscoveryResponse> {
    private Optional<Node> introduction;

    private final Service service;

    StateOfTheWorldMessages(Node node, Service service) {
        this.introduction = Optional.of(node);
        this.service = service;
    }

    @Override
    MethodDescriptor<DiscoveryRequest, DiscoveryResponse> method() {
        return AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod().toBuilder()
                .setFullMethodName(service.stateOfTheWorld())
                .build();
    }

    @Override
    DiscoveryRequest message(AdsRequest request) {
        AdsRequest.StateOfTheWorld asked = (AdsRequest.StateOfTheWorld) request;
        DiscoveryRequest.Builder message = DiscoveryRequest.newBuilder()
                .setTypeUrl(asked.type().typeUrl())
                .setVersionInfo(asked.version())
                .addAllResourceNames(asked.names())
                .setResponseNonce(asked.nonce());
        if (!asked.error().isEmpty()) {
            message.setErrorDetail(error(asked.error()));
        }
        introduction.ifPresent(message::setNode);
        introduction = Optional.empty();
        return message.build();
    }

    @Override
    AdsResponse response(DiscoveryResponse message) {
        return DiscoveryResponses.model(message);
    }
}
