package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Message;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.meshsdk.internal.route.Format;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteAction.PathRewrite;
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
        return new Rewrite(
                path(proto, path, unsupported, reading),
                host(proto, unsupported, reading),
                proto.getAppendXForwardedHost());
    }

    private static PathRewrite path(RouteAction proto, PathMatch path, List<String> unsupported, Reading reading) {
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
            return template(proto, path, unsupported, reading);
        }
        if (!proto.getPathRewrite().isEmpty()) {
            return format(proto, "path_rewrite", proto.getPathRewrite(), unsupported, reading)
                    .<PathRewrite>map(PathRewrite.Format::new)
                    .orElse(new PathRewrite.Keep());
        }
        return proto.hasRegexRewrite()
                ? regexPath(proto, proto.getRegexRewrite(), reading)
                : prefix(proto.getPrefixRewrite());
    }

    static PathRewrite prefix(String prefix) {
        return prefix.isEmpty() ? new PathRewrite.Keep() : new PathRewrite.Prefix(prefix);
    }

    /** Of {@code regex_rewrite}. */
    static PathRewrite regexPath(Message parent, RegexMatchAndSubstitute proto, Reading reading) {
        RegexRewrite regex = regex(parent, "regex_rewrite", proto, reading);
        Optional<String> idle = idle(regex);
        if (idle.isPresent()) {
            reading.ignore(parent, "regex_rewrite", idle.get() + ": nothing is rewritten");
            return new PathRewrite.Keep();
        }
        return new PathRewrite.Regex(regex);
    }

    /**
     * A format, refused where Envoy would; empty where it has an operator that only Envoy knows.
     *
     * @param unsupported takes the field then
     */
    static Optional<String> format(
            Message parent, String field, String text, List<String> unsupported, Reading reading) {
        Optional<String> broken = Formats.refusal(text);
        if (broken.isPresent()) {
            reading.refuse(parent, field, broken.get());
            return Optional.empty();
        }
        if (Format.parse(text) instanceof Format.Parsed.Refused refused) {
            unsupported.add(field);
            reading.ignore(parent, field, refused.why() + ": calls to this route are refused");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static PathRewrite template(RouteAction proto, PathMatch path, List<String> unsupported, Reading reading) {
        TypedExtensionConfig policy = proto.getPathRewritePolicy();
        reading.read(policy, EXTENSION);
        if (!(path instanceof PathMatch.UriTemplate match)) {
            reading.refuse(proto, "path_rewrite_policy", "needs a path_match_policy");
            return new PathRewrite.Keep();
        }
        if (!policy.getTypedConfig().is(UriTemplateRewriteConfig.class)) {
            unsupported.add("path_rewrite_policy");
            return new PathRewrite.Keep();
        }
        return reading.open(policy.getTypedConfig(), UriTemplateRewriteConfig.getDefaultInstance())
                .<PathRewrite>map(config -> {
                    reading.read(config, TEMPLATE);
                    String rewrite = config.getPathTemplateRewrite();
                    TemplateRewrites.refusal(match.template(), rewrite)
                            .ifPresent(why -> reading.refuse(config, "path_template_rewrite", why));
                    return new PathRewrite.UriTemplate(rewrite);
                })
                .orElse(new PathRewrite.Keep());
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
                RegexRewrite regex = regex(proto, "host_rewrite_path_regex", proto.getHostRewritePathRegex(), reading);
                Optional<String> idle = idle(regex);
                idle.ifPresent(why -> reading.ignore(proto, "host_rewrite_path_regex", why + ": nothing is rewritten"));
                yield idle.isPresent() ? new HostRewrite.Keep() : new HostRewrite.PathRegex(regex);
            }
            case HOST_REWRITE ->
                format(proto, "host_rewrite", proto.getHostRewrite(), unsupported, reading)
                        .<HostRewrite>map(HostRewrite.Format::new)
                        .orElse(new HostRewrite.Keep());
            case HOSTREWRITESPECIFIER_NOT_SET -> new HostRewrite.Keep();
        };
    }
}
