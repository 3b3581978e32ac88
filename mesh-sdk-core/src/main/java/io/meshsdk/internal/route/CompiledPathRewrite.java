package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.internal.match.UriTemplate;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.PathRewrite;
import org.jspecify.annotations.Nullable;

/** A {@link PathRewrite}, compiled. */
interface CompiledPathRewrite {
    CompiledPathRewrite NONE = (head, facts) -> null;

    /** The new path with its query; null where nothing is rewritten. */
    @Nullable
    String apply(RequestHead head, FormatFacts facts);

    /**
     * @throws IllegalArgumentException where a regular expression, a template or a format cannot be compiled
     */
    static CompiledPathRewrite of(PathRewrite rewrite, PathMatch match) {
        if (rewrite instanceof PathRewrite.Prefix prefix) {
            return prefix(prefix.prefix(), matchedLength(match));
        }
        if (rewrite instanceof PathRewrite.Regex regex) {
            Regex pattern = Regex.compile(regex.regex().pattern());
            String substitution = regex.regex().substitution();
            return (head, facts) -> replaced(head.path(), path -> pattern.replaceAll(path, substitution));
        }
        if (rewrite instanceof PathRewrite.Format format) {
            Format compiled = Format.compile(format.format());
            return (head, facts) -> replaced(head.path(), path -> compiled.format(head, null, facts));
        }
        if (rewrite instanceof PathRewrite.UriTemplate template && match instanceof PathMatch.UriTemplate matched) {
            UriTemplate.Rewriter rewriter = UriTemplate.rewriter(matched.template(), template.template());
            return (head, facts) -> replaced(head.path(), rewriter::rewrite);
        }
        return NONE;
    }

    private static CompiledPathRewrite prefix(String prefix, int matched) {
        return (head, facts) -> {
            String path = head.path();
            return prefix + path.substring(matched < 0 ? PathTest.lengthWithoutQuery(path) : matched);
        };
    }

    /** What becomes of a path without its query. */
    interface Change {
        @Nullable
        String of(String path);
    }

    /** An empty result rewrites nothing. */
    private static @Nullable String replaced(String path, Change change) {
        int end = PathTest.lengthWithoutQuery(path);
        String result = change.of(path.substring(0, end));
        return result == null || result.isEmpty() ? null : result + path.substring(end);
    }

    /** How much of a path the match takes; negative for all but the query. */
    private static int matchedLength(PathMatch match) {
        if (match instanceof PathMatch.Exact exact) {
            return exact.value().length();
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return prefix.value().length();
        }
        return match instanceof PathMatch.PathSeparatedPrefix separated
                ? separated.value().length()
                : -1;
    }
}
