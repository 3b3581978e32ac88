package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Message;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteAction.RegexRewrite;
import io.meshsdk.model.RouteAction.Rewrite;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What becomes of path and host on the way to a cluster. */
final class Rewrites {
    private static final Set<String> SUBSTITUTE = Set.of("pattern", "substitution");
    private static final Set<String> EXTENSION = Set.of("name", "typed_config");
    private static final Set<String> TEMPLATE = Set.of("path_template_rewrite");

    private Rewrites() {}

    /**
     * @param path what the route matches
     * @param unsupported takes the fields whose effect is missing
     */
    static Rewrite of(RouteAction proto, PathMatch path, List<String> unsupported, Reading reading) {
        paths(proto, path, unsupported, reading);
        Optional<String> prefix =
                proto.getPrefixRewrite().isEmpty() ? Optional.empty() : Optional.of(proto.getPrefixRewrite());
        Optional<RegexRewrite> regex = proto.hasRegexRewrite()
                ? Optional.of(regex(proto, "regex_rewrite", proto.getRegexRewrite(), reading))
                : Optional.empty();
        Optional<String> idle = regex.flatMap(Rewrites::idle);
        if (idle.isPresent()) {
            reading.ignore(proto, "regex_rewrite", idle.get() + ": nothing is rewritten");
            regex = Optional.empty();
        }
        return new Rewrite(prefix, regex, host(proto, unsupported, reading));
    }

    private static void paths(RouteAction proto, PathMatch path, List<String> unsupported, Reading reading) {
        long kinds = Stream.of(
                        !proto.getPrefixRewrite().isEmpty(),
                        proto.hasRegexRewrite(),
                        proto.hasPathRewritePolicy(),
                        !proto.getPathRewrite().isEmpty())
                .filter(set -> set)
                .count();
        if (kinds > 1) {
            reading.refuse(proto, "prefix_rewrite", "only one kind of path rewrite can be set");
        }
        if (!proto.getPrefixRewrite().isEmpty() && path instanceof PathMatch.UriTemplate) {
            reading.refuse(proto, "prefix_rewrite", "cannot be used with path_match_policy");
        }
        if (proto.hasPathRewritePolicy()) {
            unsupported.add("path_rewrite_policy");
            template(proto, path, reading);
        }
        if (!proto.getPathRewrite().isEmpty()) {
            unsupported.add("path_rewrite");
            Formats.refusal(proto.getPathRewrite()).ifPresent(why -> reading.refuse(proto, "path_rewrite", why));
        }
    }

    private static void template(RouteAction proto, PathMatch path, Reading reading) {
        TypedExtensionConfig policy = proto.getPathRewritePolicy();
        reading.read(policy, EXTENSION);
        if (!(path instanceof PathMatch.UriTemplate match)) {
            reading.refuse(proto, "path_rewrite_policy", "needs a path_match_policy");
        } else if (policy.getTypedConfig().is(UriTemplateRewriteConfig.class)) {
            reading.open(policy.getTypedConfig(), UriTemplateRewriteConfig.getDefaultInstance())
                    .ifPresent(config -> {
                        reading.read(config, TEMPLATE);
                        TemplateRewrites.refusal(match.template(), config.getPathTemplateRewrite())
                                .ifPresent(why -> reading.refuse(config, "path_template_rewrite", why));
                    });
        }
    }

    static RegexRewrite regex(Message parent, String field, RegexMatchAndSubstitute proto, Reading reading) {
        reading.read(proto, SUBSTITUTE);
        String pattern = Texts.regex(parent, field + ".pattern", proto.getPattern(), reading);
        return new RegexRewrite(pattern, proto.getSubstitution());
    }

    /** Why a rewrite has no effect: Envoy takes it all the same. */
    private static Optional<String> idle(RegexRewrite rewrite) {
        return Regex.refusal(rewrite.pattern()).isPresent()
                ? Optional.empty()
                : Regex.substitutionRefusal(rewrite.pattern(), rewrite.substitution());
    }

    private static HostRewrite host(RouteAction proto, List<String> unsupported, Reading reading) {
        return switch (proto.getHostRewriteSpecifierCase()) {
            case HOST_REWRITE_LITERAL -> new HostRewrite.Literal(proto.getHostRewriteLiteral());
            case AUTO_HOST_REWRITE ->
                proto.getAutoHostRewrite().getValue() ? new HostRewrite.Auto() : new HostRewrite.Keep();
            case HOST_REWRITE_HEADER ->
                new HostRewrite.Header(proto.getHostRewriteHeader().toLowerCase(java.util.Locale.ROOT));
            case HOST_REWRITE_PATH_REGEX -> {
                unsupported.add("host_rewrite_path_regex");
                regex(proto, "host_rewrite_path_regex", proto.getHostRewritePathRegex(), reading);
                yield new HostRewrite.Keep();
            }
            case HOST_REWRITE -> {
                unsupported.add("host_rewrite");
                Formats.refusal(proto.getHostRewrite()).ifPresent(why -> reading.refuse(proto, "host_rewrite", why));
                yield new HostRewrite.Keep();
            }
            case HOSTREWRITESPECIFIER_NOT_SET -> new HostRewrite.Keep();
        };
    }
}
