package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.DataSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.Route;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction.InternalRedirectAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction.MaxStreamDuration;
import io.meshsdk.model.HedgePolicy;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Rewrite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code action} of a route. */
final class RouteActions {
    private static final Set<String> FORWARD = Set.of(
            "cluster",
            "cluster_header",
            "weighted_clusters",
            "cluster_specifier_plugin",
            "inline_cluster_specifier_plugin",
            "cluster_not_found_response_code",
            "prefix_rewrite",
            "regex_rewrite",
            "path_rewrite_policy",
            "path_rewrite",
            "host_rewrite_literal",
            "auto_host_rewrite",
            "host_rewrite_header",
            "host_rewrite_path_regex",
            "host_rewrite",
            "append_x_forwarded_host",
            "hash_policy",
            "timeout",
            "idle_timeout",
            "retry_policy",
            "priority",
            "max_stream_duration",
            "request_mirror_policies",
            "hedge_policy",
            "internal_redirect_policy",
            "internal_redirect_action",
            "max_internal_redirects");
    private static final Set<String> HEDGE = Set.of("hedge_on_per_try_timeout");
    private static final Set<String> STREAM = Set.of("max_stream_duration");
    private static final Set<String> REDIRECT = Set.of(
            "https_redirect",
            "scheme_redirect",
            "host_redirect",
            "port_redirect",
            "path_redirect",
            "prefix_rewrite",
            "regex_rewrite",
            "path_rewrite",
            "response_code",
            "strip_query");
    private static final Set<String> DIRECT = Set.of("status", "body", "body_format");
    private static final Set<String> BODY = Set.of("inline_string", "inline_bytes");

    private RouteActions() {}

    static RouteAction of(Route proto, PathMatch path, RouteContext context, Reading reading) {
        return switch (proto.getActionCase()) {
            case ROUTE -> forward(proto.getRoute(), path, context, reading);
            case REDIRECT -> redirect(proto.getRedirect(), path, reading);
            case DIRECT_RESPONSE -> direct(proto.getDirectResponse(), context, reading);
            case NON_FORWARDING_ACTION -> new RouteAction.NonForwarding();
            case FILTER_ACTION -> {
                reading.ignore(proto, "filter_action", "not supported: calls to this route are refused");
                yield new RouteAction.Unsupported("filter_action");
            }
            case ACTION_NOT_SET -> new RouteAction.Unsupported("no action");
        };
    }

    private static RouteAction forward(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction proto,
            PathMatch path,
            RouteContext context,
            Reading reading) {
        reading.read(proto, FORWARD);
        reading.read(proto.getMaxStreamDuration(), STREAM);
        List<String> unsupported = new ArrayList<>();
        ClusterChoice cluster = ClusterChoices.of(proto, context, unsupported, reading);
        Rewrite rewrite = Rewrites.of(proto, path, unsupported, reading);
        RouteRules.upgrades(proto, reading);
        hashes(proto, reading);
        MaxStreamDuration stream = proto.getMaxStreamDuration();
        RouteAction.Forward forward = new RouteAction.Forward(
                cluster,
                Values.duration(proto, "timeout", reading),
                Values.duration(proto, "idle_timeout", reading),
                proto.hasRetryPolicy() ? Optional.of(Retries.of(proto.getRetryPolicy(), reading)) : Optional.empty(),
                Values.duration(stream, "max_stream_duration", reading),
                rewrite,
                proto.getPriority() == RoutingPriority.HIGH
                        ? RouteAction.RoutingPriority.HIGH
                        : RouteAction.RoutingPriority.DEFAULT,
                switch (proto.getClusterNotFoundResponseCode()) {
                    case NOT_FOUND -> 404;
                    case INTERNAL_SERVER_ERROR -> 500;
                    default -> 503;
                },
                Mirrors.of(proto.getRequestMirrorPoliciesList(), context, reading),
                proto.hasHedgePolicy() ? Optional.of(hedge(proto.getHedgePolicy(), reading)) : Optional.empty(),
                internalRedirect(proto, reading));
        if (unsupported.isEmpty()) {
            return forward;
        }
        for (String field : unsupported) {
            if (field.indexOf('.') < 0) {
                reading.ignore(proto, field, "not supported: calls to this route are refused");
            }
        }
        return new RouteAction.Unsupported("route." + String.join(", route.", unsupported));
    }

    /** What Envoy does not do itself, {@code initial_requests} and its like, is not read, and so reported. */
    static HedgePolicy hedge(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.HedgePolicy proto, Reading reading) {
        reading.read(proto, HEDGE);
        if (proto.getHedgeOnPerTryTimeout()) {
            reading.ignore(proto, "hedge_on_per_try_timeout", "for gRPC calls, which are tried again instead");
        }
        return new HedgePolicy(proto.getHedgeOnPerTryTimeout());
    }

    /** The policy, else the two older fields that it took the place of. */
    @SuppressWarnings("deprecation") // Envoy still reads them
    private static InternalRedirect internalRedirect(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction proto, Reading reading) {
        if (proto.hasInternalRedirectPolicy()) {
            return InternalRedirects.of(proto.getInternalRedirectPolicy(), reading);
        }
        return proto.getInternalRedirectAction() == InternalRedirectAction.HANDLE_INTERNAL_REDIRECT
                ? new InternalRedirect(
                        Values.uint32(proto, "max_internal_redirects").orElse(1L),
                        Set.of(302),
                        List.of(),
                        false,
                        List.of())
                : InternalRedirect.NONE;
    }

    private static void hashes(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction proto, Reading reading) {
        if (proto.getHashPolicyCount() > 0
                && !proto.getWeightedClusters().getUseHashPolicy().getValue()) {
            HashPolicies.of(proto.getHashPolicyList(), reading);
            reading.ignore(proto, "hash_policy", "no balancing here follows it: any endpoint may get the call");
        }
    }

    private static RouteAction redirect(RedirectAction proto, PathMatch path, Reading reading) {
        reading.read(proto, REDIRECT);
        if (!proto.getPrefixRewrite().isEmpty() && path instanceof PathMatch.UriTemplate) {
            reading.refuse(proto, "prefix_rewrite", "cannot be used with path_match_policy");
        }
        List<String> unsupported = new ArrayList<>();
        RouteAction.PathRewrite rewrite = redirectPath(proto, unsupported, reading);
        if (!unsupported.isEmpty()) {
            return new RouteAction.Unsupported("redirect." + String.join(", redirect.", unsupported));
        }
        String scheme = proto.getHttpsRedirect() ? "https" : proto.getSchemeRedirect();
        return new RouteAction.Redirect(
                given(scheme),
                given(proto.getHostRedirect()),
                proto.getPortRedirect() == 0 ? Optional.empty() : Optional.of(proto.getPortRedirect()),
                rewrite,
                switch (proto.getResponseCode()) {
                    case FOUND -> 302;
                    case SEE_OTHER -> 303;
                    case TEMPORARY_REDIRECT -> 307;
                    case PERMANENT_REDIRECT -> 308;
                    default -> 301;
                },
                proto.getStripQuery());
    }

    private static RouteAction.PathRewrite redirectPath(
            RedirectAction proto, List<String> unsupported, Reading reading) {
        return switch (proto.getPathRewriteSpecifierCase()) {
            case PATH_REDIRECT -> new RouteAction.PathRewrite.Whole(proto.getPathRedirect());
            case PREFIX_REWRITE -> Rewrites.prefix(proto.getPrefixRewrite());
            case REGEX_REWRITE -> Rewrites.regexPath(proto, proto.getRegexRewrite(), reading);
            case PATH_REWRITE ->
                Rewrites.format(proto, "path_rewrite", proto.getPathRewrite(), unsupported, reading)
                        .<RouteAction.PathRewrite>map(RouteAction.PathRewrite.Format::new)
                        .orElse(new RouteAction.PathRewrite.Keep());
            case PATHREWRITESPECIFIER_NOT_SET -> new RouteAction.PathRewrite.Keep();
        };
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static RouteAction direct(DirectResponseAction proto, RouteContext context, Reading reading) {
        reading.read(proto, DIRECT);
        DataSource body = proto.getBody();
        reading.read(body, BODY);
        byte[] bytes = body.hasInlineString()
                ? body.getInlineString().getBytes(StandardCharsets.UTF_8)
                : body.getInlineBytes().toByteArray();
        if (body.hasFilename() || body.hasEnvironmentVariable()) {
            reading.refuse(proto, "body", "only inline_string and inline_bytes are supported");
        } else if (bytes.length > context.maxDirectResponseBodySizeBytes()) {
            reading.refuse(
                    proto,
                    "body",
                    bytes.length + " bytes are more than max_direct_response_body_size_bytes, "
                            + context.maxDirectResponseBodySizeBytes());
        }
        List<String> unsupported = new ArrayList<>();
        Optional<RouteAction.BodyFormat> format =
                proto.hasBodyFormat() ? BodyFormats.of(proto, unsupported, reading) : Optional.empty();
        return unsupported.isEmpty()
                ? new RouteAction.DirectResponse(proto.getStatus(), new String(bytes, StandardCharsets.UTF_8), format)
                : new RouteAction.Unsupported("direct_response." + unsupported.get(0));
    }
}
