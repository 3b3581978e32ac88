package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.meshsdk.model.HttpConnectionManager.EscapedSlashes;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code HttpConnectionManager}. */
final class ConnectionManagers {
    private static final Set<String> MANAGER = Set.of(
            "stat_prefix",
            "rds",
            "route_config",
            "http_filters",
            "stream_idle_timeout",
            "normalize_path",
            "merge_slashes",
            "path_with_escaped_slashes_action",
            "strip_any_host_port",
            "strip_matching_host_port",
            "strip_trailing_host_dot",
            "use_remote_address",
            "xff_num_trusted_hops",
            "forward_client_cert_details",
            "set_current_client_cert_details",
            "generate_request_id",
            "preserve_external_request_id",
            "skip_xff_append",
            "upgrade_configs");
    private static final Set<String> RDS = Set.of("config_source", "route_config_name");
    private static final Duration STREAM_IDLE = Duration.ofMinutes(5);

    private ConnectionManagers() {}

    static io.meshsdk.model.HttpConnectionManager of(HttpConnectionManager proto, Reading reading) {
        reading.read(proto, MANAGER);
        RouteSource routes = routes(proto, reading);
        Optional<String> other = unsafeToIgnore(proto);
        if (other.isPresent()) {
            reading.ignore(proto, other.get(), "not supported: calls are refused");
            routes = new RouteSource.Unsupported(other.get());
        }
        return new io.meshsdk.model.HttpConnectionManager(
                proto.getStatPrefix(),
                routes,
                HttpFilters.of(proto, reading),
                Values.duration(proto, "stream_idle_timeout", reading).orElse(STREAM_IDLE),
                new PathNormalization(
                        proto.getNormalizePath().getValue(), proto.getMergeSlashes(), escapedSlashes(proto)),
                proto.getStripAnyHostPort(),
                proto.getStripMatchingHostPort(),
                proto.getStripTrailingHostDot(),
                proto.getUseRemoteAddress().getValue(),
                Values.clamped(Integer.toUnsignedLong(proto.getXffNumTrustedHops())),
                RequestHeads.of(proto, reading));
    }

    private static RouteSource routes(HttpConnectionManager proto, Reading reading) {
        return switch (proto.getRouteSpecifierCase()) {
            case RDS -> {
                Rds rds = proto.getRds();
                reading.read(rds, RDS);
                if (!rds.hasConfigSource()) {
                    reading.refuse(rds, "config_source", "must be set");
                    yield new RouteSource.Unsupported("rds without config_source");
                }
                yield new RouteSource.Rds(rds.getRouteConfigName(), Sources.config(rds.getConfigSource(), reading));
            }
            case ROUTE_CONFIG -> new RouteSource.Inline(RouteConfigurations.of(proto.getRouteConfig(), reading));
            case SCOPED_ROUTES -> {
                reading.ignore(proto, "scoped_routes", "not supported: calls are refused");
                yield new RouteSource.Unsupported("scoped_routes");
            }
            case ROUTESPECIFIER_NOT_SET -> new RouteSource.Unsupported("no route_specifier");
        };
    }

    /** What decides who the client is, which headers count, or what the path means. */
    private static Optional<String> unsafeToIgnore(HttpConnectionManager proto) {
        if (proto.getOriginalIpDetectionExtensionsCount() > 0) {
            return Optional.of("original_ip_detection_extensions");
        }
        if (proto.getEarlyHeaderMutationExtensionsCount() > 0) {
            return Optional.of("early_header_mutation_extensions");
        }
        if (proto.hasPathNormalizationOptions()) {
            return Optional.of("path_normalization_options");
        }
        if (proto.hasTypedHeaderValidationConfig()) {
            return Optional.of("typed_header_validation_config");
        }
        boolean underscores = proto.getCommonHttpProtocolOptions().getHeadersWithUnderscoresAction()
                != HeadersWithUnderscoresAction.ALLOW;
        return underscores ? Optional.of("common_http_protocol_options") : Optional.empty();
    }

    private static EscapedSlashes escapedSlashes(HttpConnectionManager proto) {
        return switch (proto.getPathWithEscapedSlashesAction()) {
            case REJECT_REQUEST -> EscapedSlashes.REJECT_REQUEST;
            case UNESCAPE_AND_REDIRECT -> EscapedSlashes.UNESCAPE_AND_REDIRECT;
            case UNESCAPE_AND_FORWARD -> EscapedSlashes.UNESCAPE_AND_FORWARD;
            default -> EscapedSlashes.KEEP_UNCHANGED;
        };
    }
}
