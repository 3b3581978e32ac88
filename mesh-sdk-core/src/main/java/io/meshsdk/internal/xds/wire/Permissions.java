package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.v3.Int32Range;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.StringMatcher;
import java.util.List;
import java.util.Set;

/** {@code Permission}. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class Permissions {
    private static final Set<String> PERMISSION = Set.of(
            "and_rules",
            "or_rules",
            "any",
            "header",
            "url_path",
            "destination_ip",
            "destination_port",
            "destination_port_range",
            "metadata",
            "not_rule",
            "requested_server_name",
            "matcher",
            "uri_template",
            "sourced_metadata");
    private static final Set<String> RULES = Set.of("rules");
    private static final Set<String> RANGE = Set.of("start", "end");
    private static final Set<String> PATH = Set.of("path");

    private Permissions() {}

    static Rbac.Permission of(Permission proto, Reading reading) {
        reading.read(proto, PERMISSION);
        return switch (proto.getRuleCase()) {
            case AND_RULES -> new Rbac.Permission.And(set(proto.getAndRules(), reading));
            case OR_RULES -> new Rbac.Permission.Or(set(proto.getOrRules(), reading));
            case NOT_RULE -> new Rbac.Permission.Not(of(proto.getNotRule(), reading));
            case ANY -> new Rbac.Permission.Any();
            case HEADER -> new Rbac.Permission.Header(HeaderTests.header(proto.getHeader(), reading));
            case URL_PATH -> new Rbac.Permission.UrlPath(path(proto.getUrlPath(), reading));
            case URI_TEMPLATE ->
                PathMatches.template(proto, "uri_template", proto.getUriTemplate(), reading)
                        .<Rbac.Permission>map(Rbac.Permission.UriTemplate::new)
                        .orElseGet(() -> unknown(proto, "uri_template", reading));
            case DESTINATION_IP ->
                new Rbac.Permission.DestinationIp(
                        Addresses.range(proto, "destination_ip", proto.getDestinationIp(), reading));
            case DESTINATION_PORT -> new Rbac.Permission.DestinationPort(proto.getDestinationPort());
            case DESTINATION_PORT_RANGE -> range(proto, proto.getDestinationPortRange(), reading);
            case REQUESTED_SERVER_NAME ->
                new Rbac.Permission.RequestedServerName(Texts.matcher(proto.getRequestedServerName(), reading));
            case METADATA -> new Rbac.Permission.Metadata(MetadataTests.of(proto.getMetadata(), reading));
            case SOURCED_METADATA ->
                new Rbac.Permission.Metadata(MetadataTests.sourced(proto.getSourcedMetadata(), reading));
            case MATCHER -> unknown(proto, "matcher", reading);
            case RULE_NOT_SET -> unknown(proto, "rule", reading);
        };
    }

    private static Rbac.Permission unknown(Permission proto, String field, Reading reading) {
        reading.refuse(proto, field, "is not supported in a permission");
        return new Rbac.Permission.Any();
    }

    private static List<Rbac.Permission> set(Permission.Set proto, Reading reading) {
        reading.read(proto, RULES);
        return proto.getRulesList().stream().map(rule -> of(rule, reading)).toList();
    }

    private static Rbac.Permission range(Permission parent, Int32Range proto, Reading reading) {
        reading.read(proto, RANGE);
        if (proto.getStart() < 0 || proto.getEnd() > 65_536 || proto.getStart() >= proto.getEnd()) {
            reading.refuse(
                    parent,
                    "destination_port_range",
                    "[" + proto.getStart() + ", " + proto.getEnd() + ") is no range of ports");
        }
        return new Rbac.Permission.DestinationPortRange(proto.getStart(), proto.getEnd());
    }

    static StringMatcher path(PathMatcher proto, Reading reading) {
        reading.read(proto, PATH);
        return Texts.matcher(proto.getPath(), reading);
    }
}
