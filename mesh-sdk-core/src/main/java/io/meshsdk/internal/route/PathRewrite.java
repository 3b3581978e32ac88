package io.meshsdk.internal.route;

import io.meshsdk.internal.match.PathTest;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.RegexRewrite;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of the path; the query is left as it is. */
final class PathRewrite {
    static final PathRewrite NONE = new PathRewrite(null, -1, null, "");

    private final @Nullable String prefix;
    /** How much of the path the prefix replaces; negative for all of it. */
    private final int matched;

    private final @Nullable Regex regex;
    private final String substitution;

    private PathRewrite(@Nullable String prefix, int matched, @Nullable Regex regex, String substitution) {
        this.prefix = prefix;
        this.matched = matched;
        this.regex = regex;
        this.substitution = substitution;
    }

    static PathRewrite of(PathMatch match, Optional<String> prefix, Optional<RegexRewrite> regex) {
        if (prefix.isPresent() && !prefix.get().isEmpty()) {
            return new PathRewrite(prefix.get(), matchedLength(match), null, "");
        }
        if (regex.isPresent()) {
            return new PathRewrite(
                    null, -1, Regex.compile(regex.get().pattern()), regex.get().substitution());
        }
        return NONE;
    }

    /** The same object where nothing changes. */
    String apply(String path) {
        if (prefix != null) {
            int replaced = matched < 0 ? PathTest.lengthWithoutQuery(path) : matched;
            return prefix + path.substring(replaced);
        }
        if (regex == null) {
            return path;
        }
        int end = PathTest.lengthWithoutQuery(path);
        String rewritten = regex.replaceAll(path.substring(0, end), substitution);
        return rewritten.isEmpty() ? path : rewritten + path.substring(end);
    }

    private static int matchedLength(PathMatch match) {
        if (match instanceof PathMatch.Exact exact) {
            return exact.value().length();
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return prefix.value().length();
        }
        if (match instanceof PathMatch.PathSeparatedPrefix separated) {
            return separated.value().length();
        }
        return -1;
    }
}
