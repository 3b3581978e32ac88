package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Message;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.meshsdk.model.StringMatcher;
import java.util.Set;

/** {@code StringMatcher} and {@code RegexMatcher}. What Envoy cannot compile is refused here, once. */
final class Texts {
    private static final Set<String> STRING =
            Set.of("exact", "prefix", "suffix", "safe_regex", "contains", "custom", "ignore_case");
    private static final Set<String> REGEX = Set.of("regex");

    private Texts() {}

    static StringMatcher matcher(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.StringMatcher proto, Reading reading) {
        reading.read(proto, STRING);
        boolean ignoreCase = proto.getIgnoreCase();
        return switch (proto.getMatchPatternCase()) {
            case EXACT -> new StringMatcher.Exact(proto.getExact(), ignoreCase);
            case PREFIX -> new StringMatcher.Prefix(proto.getPrefix(), ignoreCase);
            case SUFFIX -> new StringMatcher.Suffix(proto.getSuffix(), ignoreCase);
            case CONTAINS -> new StringMatcher.Contains(proto.getContains(), ignoreCase);
            case SAFE_REGEX -> {
                if (ignoreCase) {
                    reading.refuse(proto, "ignore_case", "has no effect on safe_regex; write (?i) into it");
                }
                yield new StringMatcher.SafeRegex(regex(proto, "safe_regex", proto.getSafeRegex(), reading));
            }
            case CUSTOM, MATCHPATTERN_NOT_SET -> {
                String what = proto.hasCustom() ? "custom" : "match_pattern";
                reading.refuse(proto, what, proto.hasCustom() ? "is not supported" : "must be set");
                yield new StringMatcher.Exact("", false);
            }
        };
    }

    /** The regular expression as it stands, refused where RE2 does not take it. */
    static String regex(Message parent, String field, RegexMatcher proto, Reading reading) {
        reading.read(proto, REGEX);
        RegexLimits.refusal(proto.getRegex())
                .or(() -> Regex.refusal(proto.getRegex()))
                .ifPresent(why -> reading.refuse(parent, field + ".regex", why));
        return proto.getRegex();
    }
}
