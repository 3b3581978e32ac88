package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.meshsdk.internal.route.Format;
import io.meshsdk.model.HeaderMutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code *_headers_to_add} and {@code *_headers_to_remove}. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class HeaderChanges {
    /** The four fields have the same names in every message that has them. */
    static final Set<String> FIELDS = Set.of(
            "request_headers_to_add",
            "request_headers_to_remove",
            "response_headers_to_add",
            "response_headers_to_remove");

    private static final Set<String> OPTION = Set.of("header", "append", "append_action", "keep_empty_value");
    private static final Set<String> HEADER = Set.of("key", "value");

    private HeaderChanges() {}

    /**
     * Removals before additions, the order in which one level's changes apply.
     *
     * @param parent the message whose lists these are
     * @param direction {@code request} or {@code response}, as the fields' names begin
     */
    static List<HeaderMutation> of(
            Message parent, String direction, List<HeaderValueOption> add, List<String> remove, Reading reading) {
        List<HeaderMutation> changes = new ArrayList<>(add.size() + remove.size());
        for (int i = 0; i < remove.size(); i++) {
            String name = remove.get(i).toLowerCase(Locale.ROOT);
            if (isFixed(name)) {
                reading.refuse(
                        parent,
                        direction + "_headers_to_remove[" + i + "]",
                        "'" + TextConstraint.shown(name) + "': pseudo-headers and host cannot be removed");
            }
            changes.add(new HeaderMutation.Remove(name));
        }
        for (HeaderValueOption option : add) {
            set(option, reading).ifPresent(changes::add);
        }
        return changes;
    }

    private static Optional<HeaderMutation> set(HeaderValueOption option, Reading reading) {
        reading.read(option, OPTION);
        reading.read(option.getHeader(), HEADER);
        String name = option.getHeader().getKey().toLowerCase(Locale.ROOT);
        String value = option.getHeader().getValue();
        if (isFixed(name)) {
            reading.refuse(
                    option,
                    "header.key",
                    "'" + TextConstraint.shown(name)
                            + "': pseudo-headers and host cannot be set; host_rewrite_literal can");
        }
        if (option.hasAppend() && option.getAppendActionValue() != 0) {
            reading.refuse(option, "append", "cannot be set beside append_action");
        }
        if (option.getHeader().getRawValue().size() > 0 && value.isEmpty()) {
            reading.ignore(option, "header", "raw_value is not supported");
            return Optional.empty();
        }
        Optional<String> broken = Formats.refusal(value);
        if (broken.isPresent()) {
            reading.refuse(option, "header.value", broken.get());
        } else if (Format.parse(value) instanceof Format.Parsed.Refused refused) {
            // Envoy knows the operator, we do not: the header is left out rather than the configuration refused.
            reading.ignore(option, "header", refused.why());
            return Optional.empty();
        }
        return Optional.of(new HeaderMutation.Set(name, value, action(option), option.getKeepEmptyValue()));
    }

    static boolean isFixed(String name) {
        return name.startsWith(":") || name.equals("host");
    }

    private static HeaderMutation.Action action(HeaderValueOption option) {
        if (option.hasAppend() && !option.getAppend().getValue()) {
            return HeaderMutation.Action.OVERWRITE_IF_EXISTS_OR_ADD;
        }
        return switch (option.getAppendAction()) {
            case ADD_IF_ABSENT -> HeaderMutation.Action.ADD_IF_ABSENT;
            case OVERWRITE_IF_EXISTS_OR_ADD -> HeaderMutation.Action.OVERWRITE_IF_EXISTS_OR_ADD;
            case OVERWRITE_IF_EXISTS -> HeaderMutation.Action.OVERWRITE_IF_EXISTS;
            default -> HeaderMutation.Action.APPEND_IF_EXISTS_OR_ADD;
        };
    }
}
