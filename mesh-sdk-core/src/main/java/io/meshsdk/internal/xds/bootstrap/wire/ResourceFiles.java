package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.xds.ads.AdsResponse;
import io.meshsdk.internal.xds.ads.wire.DiscoveryResponses;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import java.nio.charset.StandardCharsets;

/** Files that hold a {@code DiscoveryResponse}: YAML or JSON, or the message itself in files named {@code *.pb}. */
public final class ResourceFiles {
    private ResourceFiles() {}

    /**
     * @throws BootstrapException where it is not one
     */
    public static AdsResponse read(String path, byte[] content) {
        if (path.endsWith(".pb")) {
            try {
                return DiscoveryResponses.model(DiscoveryResponse.parseFrom(content));
            } catch (InvalidProtocolBufferException e) {
                throw new BootstrapException(path + ": is not a serialised DiscoveryResponse: " + e.getMessage(), e);
            }
        }
        Document document = Document.parse(new String(content, StandardCharsets.UTF_8), path);
        return DiscoveryResponses.model(new JsonMessages(document, path)
                .read(document, DiscoveryResponse.newBuilder())
                .build());
    }
}
