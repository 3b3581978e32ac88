package io.meshsdk.internal.xds.ads;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came: {@code DiscoveryResponse} or {@code DeltaDiscoveryResponse}.
 *
 * @param removed names that the server says are gone; delta only
 */
public record AdsResponse(String typeUrl, String version, String nonce, List<Item> items, Set<String> removed) {
    public AdsResponse {
        items = List.copyOf(items);
        removed = Set.copyOf(removed);
    }

    /**
     * One resource, out of its wrapper if it came in one.
     *
     * @param name empty where there was no wrapper
     * @param version its own; empty where only the response has one
     * @param typeUrl of the body
     * @param body empty in a heartbeat, which only says that the resource lives on
     * @param ttl how long it may be believed; empty for ever
     */
    public record Item(
            String name,
            List<String> aliases,
            String version,
            String typeUrl,
            Optional<ByteString> body,
            Optional<Duration> ttl) {
        public Item {
            aliases = List.copyOf(aliases);
        }
    }
}
