package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.DataSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.meshsdk.model.RouteAction.BodyFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code body_format} of a direct response. */
@SuppressWarnings("deprecation") // control planes still send the older field
final class BodyFormats {
    private static final Set<String> FORMAT =
            Set.of("text_format", "text_format_source", "omit_empty_values", "content_type");
    private static final Set<String> SOURCE = Set.of("inline_string", "inline_bytes");

    private BodyFormats() {}

    /**
     * @param unsupported takes the fields whose effect is missing
     */
    static Optional<BodyFormat> of(DirectResponseAction parent, List<String> unsupported, Reading reading) {
        SubstitutionFormatString proto = parent.getBodyFormat();
        reading.read(proto, FORMAT);
        String text = switch (proto.getFormatCase()) {
            case TEXT_FORMAT -> proto.getTextFormat();
            case TEXT_FORMAT_SOURCE -> text(proto, reading);
            case JSON_FORMAT -> {
                unsupported.add("body_format.json_format");
                reading.ignore(proto, "json_format", "not supported: calls to this route are refused");
                yield "";
            }
            case FORMAT_NOT_SET -> {
                reading.refuse(proto, "format", "one of its fields must be set");
                yield "";
            }
        };
        if (proto.getFormattersCount() > 0) {
            unsupported.add("body_format.formatters");
            reading.ignore(proto, "formatters", "not supported: calls to this route are refused");
        }
        return Rewrites.format(parent, "body_format", text, unsupported, reading)
                .map(format -> new BodyFormat(format, proto.getContentType(), proto.getOmitEmptyValues()));
    }

    private static String text(SubstitutionFormatString parent, Reading reading) {
        DataSource source = parent.getTextFormatSource();
        reading.read(source, SOURCE);
        if (source.hasFilename() || source.hasEnvironmentVariable()) {
            reading.refuse(parent, "text_format_source", "only inline_string and inline_bytes are supported");
        }
        return source.hasInlineString()
                ? source.getInlineString()
                : source.getInlineBytes().toStringUtf8();
    }
}
