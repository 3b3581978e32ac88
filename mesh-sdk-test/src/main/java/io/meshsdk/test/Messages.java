package io.meshsdk.test;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Address;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;

/** Parts that several shapes have in common. */
final class Messages {
    private Messages() {}

    /** From the same stream as everything else. */
    static ConfigSource ads() {
        return ConfigSource.newBuilder()
                .setAds(AggregatedConfigSource.getDefaultInstance())
                .setResourceApiVersion(ApiVersion.V3)
                .build();
    }

    static SdsSecretConfig secret(String name) {
        return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(ads()).build();
    }

    static Address address(String host, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
                .build();
    }

    static ClusterLoadAssignment endpoints(String cluster, List<String> addresses) {
        LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder();
        for (String address : addresses) {
            int colon = address.lastIndexOf(':');
            String host = address.substring(0, colon).replace("[", "").replace("]", "");
            locality.addLbEndpoints(LbEndpoint.newBuilder()
                    .setEndpoint(Endpoint.newBuilder()
                            .setAddress(address(host, Integer.parseInt(address.substring(colon + 1))))));
        }
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(cluster);
        return addresses.isEmpty()
                ? assignment.build()
                : assignment.addEndpoints(locality).build();
    }

    static TransportSocket tls(Message context) {
        return TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(Any.pack(context))
                .build();
    }

    static HttpConnectionManager.Builder connectionManager(String statPrefix) {
        return HttpConnectionManager.newBuilder().setStatPrefix(statPrefix);
    }

    static HttpFilter filter(String name, Message config) {
        return HttpFilter.newBuilder()
                .setName(name)
                .setTypedConfig(Any.pack(config))
                .build();
    }

    static HttpFilter router() {
        return filter("envoy.filters.http.router", Router.getDefaultInstance());
    }

    static StringMatcher exactly(String text) {
        return StringMatcher.newBuilder().setExact(text).build();
    }

    static com.google.protobuf.Duration duration(java.time.Duration duration) {
        return Durations.fromNanos(duration.toNanos());
    }
}
