package io.meshsdk.internal.xds.ads;

import com.google.protobuf.ByteString;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.Secret;
import io.meshsdk.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resources whose bytes are {@code name=content}: content {@code bad} is refused, bytes without a name cannot be read. All
 * types are told apart, and none says more than its name, but for assignments, whose factor is the content's length.
 */
public final class Items {
    public final List<String> parsed = new ArrayList<>();

    /** Thrown at each reading; null for none. */
    public @Nullable Error failing;

    public final ResourceParser parser = (type, name, bytes) -> {
        Error error = this.failing;
        if (error != null) {
            throw error;
        }
        String text = bytes.toStringUtf8();
        parsed.add(text);
        int equals = text.indexOf('=');
        if (equals < 0) {
            return new Parsed.Rejected(name, List.of(new Finding.Rejected(type, name, "", "is not a message")));
        }
        String own = text.substring(0, equals);
        if (text.endsWith("=bad")) {
            return new Parsed.Rejected(
                    own, List.of(new Finding.Rejected(type, own, "field[0]", "is bad; make it good")));
        }
        return new Parsed.Accepted(resource(type, own, text.length() - equals), List.of());
    };

    public static Resource resource(ResourceType type, String name, int content) {
        return switch (type) {
            case LISTENER ->
                new Listener(
                        name,
                        Optional.empty(),
                        Listener.TrafficDirection.OUTBOUND,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        false);
            case ROUTE_CONFIGURATION ->
                new RouteConfiguration(
                        name, List.of(), io.meshsdk.model.HeaderMutations.NONE, false, false, 4096, java.util.Map.of());
            case SECRET ->
                new Secret(
                        name,
                        new Secret.TlsCertificate(
                                new io.meshsdk.model.DataSource.None(), new io.meshsdk.model.DataSource.None()));
            case CLUSTER, CLUSTER_LOAD_ASSIGNMENT -> new ClusterLoadAssignment(name, List.of(), content);
        };
    }

    public static AdsResponse response(ResourceType type, String version, String nonce, AdsResponse.Item... items) {
        return new AdsResponse(type.typeUrl(), version, nonce, List.of(items), Set.of());
    }

    public static AdsResponse removal(ResourceType type, String version, String nonce, String... names) {
        return new AdsResponse(type.typeUrl(), version, nonce, List.of(), Set.of(names));
    }

    /** As state-of-the-world has it: no wrapper. */
    public static AdsResponse.Item bare(ResourceType type, String text) {
        return new AdsResponse.Item(
                "", List.of(), "", type.typeUrl(), Optional.of(ByteString.copyFromUtf8(text)), Optional.empty());
    }

    public static AdsResponse.Item wrapped(ResourceType type, String name, String version, String text) {
        return new AdsResponse.Item(
                name, List.of(), version, type.typeUrl(), Optional.of(ByteString.copyFromUtf8(text)), Optional.empty());
    }

    public static AdsResponse.Item lasting(ResourceType type, String name, String text, Duration ttl) {
        return new AdsResponse.Item(
                name, List.of(), "", type.typeUrl(), Optional.of(ByteString.copyFromUtf8(text)), Optional.of(ttl));
    }

    public static AdsResponse.Item heartbeat(String name, Duration ttl) {
        return new AdsResponse.Item(name, List.of(), "", "", Optional.empty(), Optional.of(ttl));
    }
}
