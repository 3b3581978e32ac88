package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meshsdk.internal.proto.com.github.xds.type.v3.TypedStruct;
import java.util.Set;

/** Names of the types that extensions are configured by. */
final class Types {
    /** Report, adapt or describe, and do nothing that a process of its own would miss in security. */
    private static final Set<String> INERT = Set.of(
            "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig",
            "envoy.extensions.filters.http.cors.v3.Cors",
            "envoy.extensions.filters.http.cors.v3.CorsPolicy",
            "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig",
            "io.istio.http.peer_metadata.Config",
            "stats.PluginConfig",
            "envoy.tcp.metadataexchange.config.MetadataExchange");

    private Types() {}

    static boolean isInert(String type) {
        return INERT.contains(type);
    }

    /** The name of an {@code Any}'s type; of a {@code TypedStruct}, the type that it stands for. */
    static String of(Any any) {
        String name = name(any.getTypeUrl());
        try {
            return switch (name) {
                case "xds.type.v3.TypedStruct" ->
                    name(TypedStruct.parseFrom(any.getValue()).getTypeUrl());
                case "udpa.type.v1.TypedStruct" ->
                    name(io.meshsdk.internal.proto.com.github.udpa.udpa.type.v1.TypedStruct.parseFrom(any.getValue())
                            .getTypeUrl());
                default -> name;
            };
        } catch (InvalidProtocolBufferException e) {
            return name;
        }
    }

    private static String name(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }
}
