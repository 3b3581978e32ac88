package io.meshsdk.internal.xds.ads;

import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.Map;

/** What is sent. The node is added by the stream, to its first request. */
public sealed interface AdsRequest {
    ResourceType type();

    /** Of the response answered; empty where none is. */
    String nonce();

    /** Why the response is refused; empty where it is not. */
    String error();

    /**
     * {@code DiscoveryRequest}.
     *
     * @param version of the last accepted response
     */
    record StateOfTheWorld(ResourceType type, String version, List<String> names, String nonce, String error)
            implements AdsRequest {
        public StateOfTheWorld {
            names = List.copyOf(names);
        }
    }

    /**
     * {@code DeltaDiscoveryRequest}.
     *
     * @param initialVersions versions by the names of the resources held; on a type's first request of a stream only
     */
    record Delta(
            ResourceType type,
            List<String> subscribe,
            List<String> unsubscribe,
            Map<String, String> initialVersions,
            String nonce,
            String error)
            implements AdsRequest {
        public Delta {
            subscribe = List.copyOf(subscribe);
            unsubscribe = List.copyOf(unsubscribe);
            initialVersions = Map.copyOf(initialVersions);
        }
    }
}
