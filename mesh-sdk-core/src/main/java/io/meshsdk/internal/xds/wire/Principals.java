package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.meshsdk.model.Rbac;
import java.util.List;
import java.util.Set;

/** {@code Principal}. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class Principals {
    private static final Set<String> PRINCIPAL = Set.of(
            "and_ids",
            "or_ids",
            "any",
            "authenticated",
            "source_ip",
            "direct_remote_ip",
            "remote_ip",
            "header",
            "url_path",
            "metadata",
            "filter_state",
            "not_id",
            "sourced_metadata",
            "custom");
    private static final Set<String> IDS = Set.of("ids");
    private static final Set<String> AUTHENTICATED = Set.of("principal_name");

    private Principals() {}

    static Rbac.Principal of(Principal proto, Reading reading) {
        reading.read(proto, PRINCIPAL);
        return switch (proto.getIdentifierCase()) {
            case AND_IDS -> new Rbac.Principal.And(set(proto.getAndIds(), reading));
            case OR_IDS -> new Rbac.Principal.Or(set(proto.getOrIds(), reading));
            case NOT_ID -> new Rbac.Principal.Not(of(proto.getNotId(), reading));
            case ANY -> new Rbac.Principal.Any();
            case AUTHENTICATED -> {
                reading.read(proto.getAuthenticated(), AUTHENTICATED);
                yield proto.getAuthenticated().hasPrincipalName()
                        ? new Rbac.Principal.Authenticated(
                                Texts.matcher(proto.getAuthenticated().getPrincipalName(), reading))
                        : new Rbac.Principal.AnyAuthenticated();
            }
            // The connection's peer: without a PROXY protocol both are the same.
            case SOURCE_IP ->
                new Rbac.Principal.DirectRemoteIp(Addresses.range(proto, "source_ip", proto.getSourceIp(), reading));
            case DIRECT_REMOTE_IP ->
                new Rbac.Principal.DirectRemoteIp(
                        Addresses.range(proto, "direct_remote_ip", proto.getDirectRemoteIp(), reading));
            case REMOTE_IP ->
                new Rbac.Principal.RemoteIp(Addresses.range(proto, "remote_ip", proto.getRemoteIp(), reading));
            case HEADER -> new Rbac.Principal.Header(HeaderTests.header(proto.getHeader(), reading));
            case URL_PATH -> new Rbac.Principal.UrlPath(Permissions.path(proto.getUrlPath(), reading));
            case METADATA -> new Rbac.Principal.Metadata(MetadataTests.of(proto.getMetadata(), reading));
            case SOURCED_METADATA ->
                new Rbac.Principal.Metadata(MetadataTests.sourced(proto.getSourcedMetadata(), reading));
            case FILTER_STATE -> unknown(proto, "filter_state", reading);
            case CUSTOM -> unknown(proto, "custom", reading);
            case IDENTIFIER_NOT_SET -> unknown(proto, "identifier", reading);
        };
    }

    private static Rbac.Principal unknown(Principal proto, String field, Reading reading) {
        reading.refuse(proto, field, "is not supported in a principal");
        return new Rbac.Principal.Any();
    }

    private static List<Rbac.Principal> set(Principal.Set proto, Reading reading) {
        reading.read(proto, IDS);
        return proto.getIdsList().stream().map(id -> of(id, reading)).toList();
    }
}
