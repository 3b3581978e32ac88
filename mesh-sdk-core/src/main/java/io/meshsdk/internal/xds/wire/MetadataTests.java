package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.DoubleMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher.PathSegment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.meshsdk.model.Rbac;
import java.util.List;
import java.util.Set;

/** {@code MetadataMatcher} on dynamic metadata. */
final class MetadataTests {
    private static final Set<String> SOURCED = Set.of("metadata_matcher", "metadata_source");
    private static final Set<String> MATCHER = Set.of("filter", "path", "value", "invert");
    private static final Set<String> SEGMENT = Set.of("key");
    private static final Set<String> VALUE = Set.of(
            "null_match", "double_match", "string_match", "bool_match", "present_match", "list_match", "or_match");
    private static final Set<String> LIST = Set.of("one_of");
    private static final Set<String> OR = Set.of("value_matchers");
    private static final Set<String> NUMBER = Set.of("range", "exact");
    private static final Set<String> RANGE = Set.of("start", "end");

    private MetadataTests() {}

    static Rbac.MetadataMatcher sourced(SourcedMetadata proto, Reading reading) {
        reading.read(proto, SOURCED);
        if (proto.getMetadataSource() != MetadataSource.DYNAMIC) {
            reading.refuse(proto, "metadata_source", "only DYNAMIC is supported");
        }
        return of(proto.getMetadataMatcher(), reading);
    }

    static Rbac.MetadataMatcher of(MetadataMatcher proto, Reading reading) {
        reading.read(proto, MATCHER);
        proto.getPathList().forEach(segment -> reading.read(segment, SEGMENT));
        List<String> path =
                proto.getPathList().stream().map(PathSegment::getKey).toList();
        return new Rbac.MetadataMatcher(proto.getFilter(), path, value(proto.getValue(), reading), proto.getInvert());
    }

    private static Rbac.ValueMatch value(ValueMatcher proto, Reading reading) {
        reading.read(proto, VALUE);
        return switch (proto.getMatchPatternCase()) {
            case NULL_MATCH -> new Rbac.ValueMatch.Null();
            case DOUBLE_MATCH -> number(proto.getDoubleMatch(), reading);
            case STRING_MATCH -> new Rbac.ValueMatch.Text(Texts.matcher(proto.getStringMatch(), reading));
            case BOOL_MATCH -> new Rbac.ValueMatch.Bool(proto.getBoolMatch());
            case PRESENT_MATCH -> new Rbac.ValueMatch.Present(proto.getPresentMatch());
            case LIST_MATCH -> {
                reading.read(proto.getListMatch(), LIST);
                yield new Rbac.ValueMatch.ListOneOf(value(proto.getListMatch().getOneOf(), reading));
            }
            case OR_MATCH -> {
                reading.read(proto.getOrMatch(), OR);
                yield new Rbac.ValueMatch.Or(proto.getOrMatch().getValueMatchersList().stream()
                        .map(matcher -> value(matcher, reading))
                        .toList());
            }
            case MATCHPATTERN_NOT_SET -> {
                reading.refuse(proto, "match_pattern", "one of its fields must be set");
                yield new Rbac.ValueMatch.Null();
            }
        };
    }

    private static Rbac.ValueMatch number(DoubleMatcher proto, Reading reading) {
        reading.read(proto, NUMBER);
        reading.read(proto.getRange(), RANGE);
        return proto.hasRange()
                ? new Rbac.ValueMatch.NumberRange(
                        proto.getRange().getStart(), proto.getRange().getEnd())
                : new Rbac.ValueMatch.Number(proto.getExact());
    }
}
