package io.meshsdk.internal.xds.ads.wire;

import io.grpc.MethodDescriptor;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.AdsResponse;
import java.util.Optional;

final class DeltaMessages extends Messages<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
    private Optional<Node> introduction;

    private final Service service;

    DeltaMessages(Node node, Service service) {
        this.introduction = Optional.of(node);
        this.service = service;
    }

    @Override
    MethodDescriptor<DeltaDiscoveryRequest, DeltaDiscoveryResponse> method() {
        return AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod().toBuilder()
                .setFullMethodName(service.delta())
                .build();
    }

    @Override
    DeltaDiscoveryRequest message(AdsRequest request) {
        AdsRequest.Delta asked = (AdsRequest.Delta) request;
        DeltaDiscoveryRequest.Builder message = DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(asked.type().typeUrl())
                .addAllResourceNamesSubscribe(asked.subscribe())
                .addAllResourceNamesUnsubscribe(asked.unsubscribe())
                .putAllInitialResourceVersions(asked.initialVersions())
                .setResponseNonce(asked.nonce());
        if (!asked.error().isEmpty()) {
            message.setErrorDetail(error(asked.error()));
        }
        introduction.ifPresent(message::setNode);
        introduction = Optional.empty();
        return message.build();
    }

    @Override
    AdsResponse response(DeltaDiscoveryResponse message) {
        return DiscoveryResponses.model(message);
    }
}
