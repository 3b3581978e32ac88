package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.meshsdk.internal.match.UriTemplate;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.meshsdk.model.PathMatch;
import java.util.Optional;
import java.util.Set;

/** The {@code path_specifier} of a route. */
final class PathMatches {
    private static final Set<String> EXTENSION = Set.of("name", "typed_config");
    private static final Set<String> TEMPLATE = Set.of("path_template");

    private PathMatches() {}

    /** Empty for a matcher that this version does not know, and for CONNECT. */
    static Optional<PathMatch> of(RouteMatch proto, Reading reading) {
        return switch (proto.getPathSpecifierCase()) {
            case PATH -> Optional.of(new PathMatch.Exact(proto.getPath()));
            case PREFIX -> Optional.of(new PathMatch.Prefix(proto.getPrefix()));
            case PATH_SEPARATED_PREFIX ->
                Optional.of(new PathMatch.PathSeparatedPrefix(proto.getPathSeparatedPrefix()));
            case SAFE_REGEX ->
                Optional.of(new PathMatch.SafeRegex(Texts.regex(proto, "safe_regex", proto.getSafeRegex(), reading)));
            case PATH_MATCH_POLICY ->
                template(proto, "path_match_policy", proto.getPathMatchPolicy(), reading)
                        .map(PathMatch.UriTemplate::new);
            case CONNECT_MATCHER, PATHSPECIFIER_NOT_SET -> Optional.empty();
        };
    }

    /** The template of an extension that is a {@code UriTemplateMatchConfig}; empty where it is another. */
    static Optional<String> template(Message parent, String field, TypedExtensionConfig proto, Reading reading) {
        reading.read(proto, EXTENSION);
        Any any = proto.getTypedConfig();
        if (!any.is(UriTemplateMatchConfig.class)) {
            return Optional.empty();
        }
        return reading.open(any, UriTemplateMatchConfig.getDefaultInstance()).map(config -> {
            reading.read(config, TEMPLATE);
            UriTemplate.refusal(config.getPathTemplate())
                    .ifPresent(why -> reading.refuse(parent, field + ".path_template", why));
            return config.getPathTemplate();
        });
    }
}
