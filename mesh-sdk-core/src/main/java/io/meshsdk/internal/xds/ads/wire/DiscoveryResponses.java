package io.meshsdk.internal.xds.ads.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.xds.ads.AdsResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Responses, which also stand in files. */
public final class DiscoveryResponses {
    private DiscoveryResponses() {}

    public static AdsResponse model(DiscoveryResponse message) {
        List<AdsResponse.Item> items =
                message.getResourcesList().stream().map(Messages::item).toList();
        return new AdsResponse(message.getTypeUrl(), message.getVersionInfo(), message.getNonce(), items, Set.of());
    }

    /** Of delta. */
    public static AdsResponse model(DeltaDiscoveryResponse message) {
        Set<String> removed = new HashSet<>(message.getRemovedResourcesList());
        message.getRemovedResourceNamesList().forEach(name -> removed.add(name.getName()));
        return new AdsResponse(
                message.getTypeUrl(),
                message.getSystemVersionInfo(),
                message.getNonce(),
                message.getResourcesList().stream().map(Messages::item).toList(),
                removed);
    }
}
