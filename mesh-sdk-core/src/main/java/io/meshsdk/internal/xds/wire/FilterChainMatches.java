package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.meshsdk.model.FilterChainMatch.SourceType;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code FilterChainMatch}, and whether two of them could take one connection equally well. */
final class FilterChainMatches {
    private static final Set<String> MATCH = Set.of(
            "destination_port",
            "prefix_ranges",
            "server_names",
            "transport_protocol",
            "application_protocols",
            "source_type",
            "direct_source_prefix_ranges",
            "source_prefix_ranges",
            "source_ports");

    private FilterChainMatches() {}

    static io.meshsdk.model.FilterChainMatch of(FilterChainMatch proto, Reading reading) {
        reading.read(proto, MATCH);
        if (!proto.getAddressSuffix().isEmpty() || proto.hasSuffixLen()) {
            reading.refuse(proto, "address_suffix", "is not implemented, by Envoy neither");
        }
        for (int i = 0; i < proto.getServerNamesCount(); i++) {
            String name = proto.getServerNames(i);
            if ((name.startsWith("*.") ? name.substring(2) : name).indexOf('*') >= 0) {
                reading.refuse(
                        proto,
                        "server_names[" + i + "]",
                        "'" + TextConstraint.shown(name) + "': a wildcard can only be the first label");
            }
        }
        return new io.meshsdk.model.FilterChainMatch(
                Values.uint32(proto, "destination_port").map(Values::clamped),
                Addresses.ranges(proto, "prefix_ranges", proto.getPrefixRangesList(), reading),
                proto.getServerNamesList().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                proto.getTransportProtocol(),
                proto.getApplicationProtocolsList(),
                switch (proto.getSourceType()) {
                    case SAME_IP_OR_LOOPBACK -> SourceType.SAME_IP_OR_LOOPBACK;
                    case EXTERNAL -> SourceType.EXTERNAL;
                    default -> SourceType.ANY;
                },
                Addresses.ranges(
                        proto, "direct_source_prefix_ranges", proto.getDirectSourcePrefixRangesList(), reading),
                Addresses.ranges(proto, "source_prefix_ranges", proto.getSourcePrefixRangesList(), reading),
                proto.getSourcePortsList());
    }

    /** Two chains with a value in common, or none, in every part: Envoy refuses to choose. */
    static boolean overlap(io.meshsdk.model.FilterChainMatch a, io.meshsdk.model.FilterChainMatch b) {
        return a.destinationPort().equals(b.destinationPort())
                && a.transportProtocol().equals(b.transportProtocol())
                && a.sourceType() == b.sourceType()
                && common(a.serverNames(), b.serverNames())
                && common(a.applicationProtocols(), b.applicationProtocols())
                && common(a.prefixRanges(), b.prefixRanges())
                && common(a.directSourcePrefixRanges(), b.directSourcePrefixRanges())
                && common(a.sourcePrefixRanges(), b.sourcePrefixRanges())
                && common(a.sourcePorts(), b.sourcePorts());
    }

    private static boolean common(Collection<?> a, Collection<?> b) {
        return (a.isEmpty() && b.isEmpty()) || !Collections.disjoint(a, b);
    }

    /** The index of a chain that overlaps an earlier one. */
    static Optional<Integer> overlapping(List<io.meshsdk.model.FilterChainMatch> matches) {
        for (int i = 1; i < matches.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (overlap(matches.get(i), matches.get(j))) {
                    return Optional.of(i);
                }
            }
        }
        return Optional.empty();
    }
}
