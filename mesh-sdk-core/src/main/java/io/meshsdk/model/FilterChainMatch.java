package io.meshsdk.model;

import java.util.List;
import java.util.Optional;

/** {@code envoy.config.listener.v3.FilterChainMatch}; empty parts match everything. */
public record FilterChainMatch(
        Optional<Integer> destinationPort,
        List<CidrRange> prefixRanges,
        List<String> serverNames,
        String transportProtocol,
        List<String> applicationProtocols,
        SourceType sourceType,
        List<CidrRange> directSourcePrefixRanges,
        List<CidrRange> sourcePrefixRanges,
        List<Integer> sourcePorts) {
    public static final FilterChainMatch ANY = new FilterChainMatch(
            Optional.empty(), List.of(), List.of(), "", List.of(), SourceType.ANY, List.of(), List.of(), List.of());

    public FilterChainMatch {
        prefixRanges = List.copyOf(prefixRanges);
        serverNames = List.copyOf(serverNames);
        applicationProtocols = List.copyOf(applicationProtocols);
        directSourcePrefixRanges = List.copyOf(directSourcePrefixRanges);
        sourcePrefixRanges = List.copyOf(sourcePrefixRanges);
        sourcePorts = List.copyOf(sourcePorts);
    }

    public enum SourceType {
        ANY,
        SAME_IP_OR_LOOPBACK,
        EXTERNAL
    }
}
