package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.v3.Int64Range;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.QueryParameterMatcher;
import io.meshsdk.model.StringMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code HeaderMatcher} and {@code QueryParameterMatcher}. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class HeaderTests {
    private static final Set<String> HEADER = Set.of(
            "name",
            "exact_match",
            "safe_regex_match",
            "range_match",
            "present_match",
            "prefix_match",
            "suffix_match",
            "contains_match",
            "string_match",
            "invert_match",
            "treat_missing_header_as_empty");
    private static final Set<String> RANGE = Set.of("start", "end");
    private static final Set<String> QUERY = Set.of("name", "string_match", "present_match");

    private HeaderTests() {}

    static List<HeaderMatcher> headers(
            List<io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.HeaderMatcher> protos, Reading reading) {
        return protos.stream().map(proto -> header(proto, reading)).toList();
    }

    static HeaderMatcher header(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.HeaderMatcher proto, Reading reading) {
        reading.read(proto, HEADER);
        return new HeaderMatcher(
                proto.getName().toLowerCase(Locale.ROOT),
                test(proto, reading),
                proto.getInvertMatch(),
                proto.getTreatMissingHeaderAsEmpty());
    }

    private static HeaderMatcher.Test test(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.HeaderMatcher proto, Reading reading) {
        return switch (proto.getHeaderMatchSpecifierCase()) {
            case EXACT_MATCH -> text(new StringMatcher.Exact(proto.getExactMatch(), false));
            case PREFIX_MATCH -> text(new StringMatcher.Prefix(proto.getPrefixMatch(), false));
            case SUFFIX_MATCH -> text(new StringMatcher.Suffix(proto.getSuffixMatch(), false));
            case CONTAINS_MATCH -> text(new StringMatcher.Contains(proto.getContainsMatch(), false));
            case SAFE_REGEX_MATCH ->
                text(new StringMatcher.SafeRegex(
                        Texts.regex(proto, "safe_regex_match", proto.getSafeRegexMatch(), reading)));
            case STRING_MATCH -> text(Texts.matcher(proto.getStringMatch(), reading));
            case RANGE_MATCH -> {
                Int64Range range = proto.getRangeMatch();
                reading.read(range, RANGE);
                yield new HeaderMatcher.Range(range.getStart(), range.getEnd());
            }
            case PRESENT_MATCH -> new HeaderMatcher.Present(proto.getPresentMatch());
            case HEADERMATCHSPECIFIER_NOT_SET -> new HeaderMatcher.Present(true);
        };
    }

    private static HeaderMatcher.Test text(StringMatcher matcher) {
        return new HeaderMatcher.Text(matcher);
    }

    static QueryParameterMatcher query(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher proto,
            Reading reading) {
        reading.read(proto, QUERY);
        QueryParameterMatcher.Test test = switch (proto.getQueryParameterMatchSpecifierCase()) {
            case STRING_MATCH -> new QueryParameterMatcher.Text(Texts.matcher(proto.getStringMatch(), reading));
            case PRESENT_MATCH -> new QueryParameterMatcher.Present(proto.getPresentMatch());
            case QUERYPARAMETERMATCHSPECIFIER_NOT_SET -> new QueryParameterMatcher.Present(true);
        };
        return new QueryParameterMatcher(proto.getName(), test);
    }
}
