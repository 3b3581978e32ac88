package io.meshsdk.internal.call;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.internal.authz.IpRange;
import io.meshsdk.model.CidrRange;
import io.meshsdk.model.FilterChainMatch;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** A {@link FilterChainMatch}, compiled: how well it fits a connection at each of Envoy's levels. */
final class ChainMatch {
    /** In Envoy's order. */
    enum Level {
        DESTINATION_PORT,
        DESTINATION_IP,
        SERVER_NAME,
        TRANSPORT_PROTOCOL,
        APPLICATION_PROTOCOL,
        DIRECT_SOURCE_IP,
        SOURCE_TYPE,
        SOURCE_IP,
        SOURCE_PORT
    }

    static final List<Level> LEVELS = List.of(Level.values());
    static final int MISMATCH = -1;

    private static final int UNASKED = 0;

    private final FilterChainMatch match;
    private final List<IpRange> destinations;
    private final List<IpRange> directSources;
    private final List<IpRange> sources;
    private final List<String> serverNames;

    /**
     * @throws IllegalArgumentException where an address cannot be read
     */
    ChainMatch(FilterChainMatch match) {
        this.match = match;
        this.destinations = ranges(match.prefixRanges());
        this.directSources = ranges(match.directSourcePrefixRanges());
        this.sources = ranges(match.sourcePrefixRanges());
        this.serverNames = match.serverNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .map(name -> name.startsWith("*.") ? name.substring(1) : name)
                .toList();
    }

    /** Higher is more specific, 0 where nothing is asked, {@link #MISMATCH} where it does not fit. */
    int rank(Level level, ConnectionFacts facts) {
        return switch (level) {
            case DESTINATION_PORT ->
                match.destinationPort().isEmpty()
                        ? UNASKED
                        : fits(match.destinationPort().get() == facts.local().getPort());
            case DESTINATION_IP -> longest(destinations, facts.local().getAddress());
            case SERVER_NAME -> serverName(facts.serverName());
            case TRANSPORT_PROTOCOL ->
                match.transportProtocol().isEmpty()
                        ? UNASKED
                        : fits(match.transportProtocol()
                                .equals(facts.encryption() == Encryption.TLS ? "tls" : "raw_buffer"));
            case APPLICATION_PROTOCOL -> applicationProtocol(facts.alpn());
            case DIRECT_SOURCE_IP -> longest(directSources, facts.remote().getAddress());
            case SOURCE_TYPE -> sourceType(facts);
            case SOURCE_IP -> longest(sources, facts.remote().getAddress());
            case SOURCE_PORT ->
                match.sourcePorts().isEmpty()
                        ? UNASKED
                        : fits(match.sourcePorts().contains(facts.remote().getPort()));
        };
    }

    boolean isOfTls() {
        return match.transportProtocol().equals("tls")
                || (match.transportProtocol().isEmpty()
                        && !(match.serverNames().isEmpty()
                                && match.applicationProtocols().isEmpty()));
    }

    private static int fits(boolean fits) {
        return fits ? 1 : MISMATCH;
    }

    private static int longest(List<IpRange> ranges, InetAddress address) {
        if (ranges.isEmpty()) {
            return UNASKED;
        }
        IpAddress ip = IpAddress.of(address.getAddress());
        int longest = MISMATCH;
        for (IpRange range : ranges) {
            if (range.contains(ip)) {
                longest = Math.max(longest, range.length() + 1);
            }
        }
        return longest;
    }

    /** A whole name before a wildcard, a longer wildcard before a shorter one. */
    private int serverName(String name) {
        if (serverNames.isEmpty()) {
            return UNASKED;
        }
        int best = MISMATCH;
        for (String wanted : serverNames) {
            if (wanted.equals(name)) {
                return Integer.MAX_VALUE;
            }
            if (wanted.startsWith(".") && name.length() > wanted.length() && name.endsWith(wanted)) {
                best = Math.max(best, wanted.length());
            }
        }
        return best;
    }

    /** The client's order counts. */
    private int applicationProtocol(List<String> offered) {
        if (match.applicationProtocols().isEmpty()) {
            return UNASKED;
        }
        for (int i = 0; i < offered.size(); i++) {
            if (match.applicationProtocols().contains(offered.get(i))) {
                return offered.size() - i;
            }
        }
        return MISMATCH;
    }

    private int sourceType(ConnectionFacts facts) {
        InetAddress remote = facts.remote().getAddress();
        return switch (match.sourceType()) {
            case ANY -> UNASKED;
            case SAME_IP_OR_LOOPBACK -> fits(isLocal(facts, remote));
            case EXTERNAL -> fits(!isLocal(facts, remote));
        };
    }

    private static boolean isLocal(ConnectionFacts facts, InetAddress remote) {
        return remote.isLoopbackAddress() || remote.equals(facts.local().getAddress());
    }

    private static List<IpRange> ranges(List<CidrRange> ranges) {
        return ranges.stream().map(IpRange::of).toList();
    }
}
