package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.call.Address;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.Listener.TrafficDirection;
import io.meshsdk.model.TransportSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code Listener}. */
final class Listeners {
    private static final Set<String> LISTENER = Set.of(
            "name",
            "address",
            "traffic_direction",
            "api_listener",
            "filter_chains",
            "default_filter_chain",
            "listener_filters");
    private static final Set<String> API = Set.of("api_listener");
    private static final Set<String> FILTER = Set.of("name", "typed_config");
    private static final Set<String> NONE = Set.of();

    private Listeners() {}

    static io.meshsdk.model.Listener of(Listener proto, Reading reading) {
        reading.read(proto, LISTENER);
        List<FilterChain> chains = chains(proto, reading);
        Optional<FilterChain> otherwise = proto.hasDefaultFilterChain()
                ? Optional.of(FilterChains.of(proto.getDefaultFilterChain(), reading))
                : Optional.empty();
        Optional<String> other = unsafeToIgnore(proto, reading);
        if (other.isPresent()) {
            chains = List.of();
            otherwise = Optional.of(new FilterChain(
                    "",
                    FilterChainMatch.ANY,
                    new TransportSocket.RawBuffer(),
                    List.of(new NetworkFilter.Unsupported(other.get()))));
        }
        Optional<Address> address = Addresses.address(proto.getAddress(), Addresses.Hosts.LITERALS, reading);
        if (!proto.hasAddress() && !proto.hasApiListener() && !proto.hasInternalListener()) {
            reading.refuse(proto, "address", "address or api_listener must be set");
        }
        if (proto.hasAddress() && !proto.hasApiListener() && chains.isEmpty() && otherwise.isEmpty()) {
            reading.refuse(proto, "filter_chains", "there must be at least one");
        }
        return new io.meshsdk.model.Listener(
                proto.getName(),
                address,
                switch (proto.getTrafficDirection()) {
                    case INBOUND -> TrafficDirection.INBOUND;
                    case OUTBOUND -> TrafficDirection.OUTBOUND;
                    default -> TrafficDirection.UNSPECIFIED;
                },
                api(proto, reading),
                chains,
                otherwise,
                proto.getListenerFiltersList().stream()
                        .anyMatch(filter -> filter.getTypedConfig().is(TlsInspector.class)));
    }

    private static List<FilterChain> chains(Listener proto, Reading reading) {
        List<FilterChain> chains = new ArrayList<>(proto.getFilterChainsCount());
        proto.getFilterChainsList().forEach(chain -> chains.add(FilterChains.of(chain, reading)));
        if (!proto.hasFilterChainMatcher()) {
            FilterChainMatches.overlapping(
                            chains.stream().map(FilterChain::match).toList())
                    .ifPresent(index -> reading.refuse(
                            proto,
                            "filter_chains[" + index + "].filter_chain_match",
                            "takes what another chain takes as well"));
        }
        return chains;
    }

    private static Optional<io.meshsdk.model.HttpConnectionManager> api(Listener proto, Reading reading) {
        if (!proto.hasApiListener()) {
            return Optional.empty();
        }
        reading.read(proto.getApiListener(), API);
        Any any = proto.getApiListener().getApiListener();
        if (!any.is(HttpConnectionManager.class)) {
            reading.refuse(proto, "api_listener", "must be an HttpConnectionManager, not '" + Types.of(any) + "'");
            return Optional.empty();
        }
        return reading.open(any, HttpConnectionManager.getDefaultInstance())
                .map(manager -> ConnectionManagers.of(manager, reading));
    }

    /** What chooses the chain, or says whom a connection comes from: with it left out, the wrong chain would judge. */
    private static Optional<String> unsafeToIgnore(Listener proto, Reading reading) {
        Optional<String> unsafe = Optional.empty();
        if (proto.hasFilterChainMatcher()) {
            reading.ignore(proto, "filter_chain_matcher", "not supported: connections are refused");
            unsafe = Optional.of("filter_chain_matcher");
        }
        for (ListenerFilter filter : proto.getListenerFiltersList()) {
            reading.read(filter, FILTER);
            if (!isHarmless(filter, reading)) {
                String type = Types.of(filter.getTypedConfig());
                String field = filter.hasConfigDiscovery() ? "config_discovery" : "typed_config";
                reading.ignore(filter, field, type + " is not supported: connections are refused");
                unsafe = Optional.of("listener filter " + filter.getName());
            }
        }
        return unsafe;
    }

    private static boolean isHarmless(ListenerFilter filter, Reading reading) {
        Any any = filter.getTypedConfig();
        if (any.is(TlsInspector.class)) {
            reading.open(any, TlsInspector.getDefaultInstance()).ifPresent(opened -> reading.read(opened, NONE));
            return true;
        }
        if (any.is(HttpInspector.class) || any.is(OriginalDst.class)) {
            reading.ignore(filter, "typed_config", Types.of(any) + " does nothing here");
            return true;
        }
        return false;
    }
}
