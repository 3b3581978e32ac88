package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMutation;
import io.meshsdk.model.HeaderMutation.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header changes of one level, applied as Envoy does: first what is removed; then all values are formatted and all
 * conditions tested against what is left; then all overwrites; then all additions.
 */
public final class HeaderEdits {
    static final HeaderEdits[] NONE = {};

    private record Edit(String name, Format format, Action action, boolean keepEmptyValue) {}

    private final String[] removed;
    private final Edit[] edits;

    private HeaderEdits(String[] removed, Edit[] edits) {
        this.removed = removed;
        this.edits = edits;
    }

    /** Why a mutation cannot be done, if it cannot. */
    public static Optional<String> refusal(HeaderMutation mutation) {
        if (mutation.name().startsWith(":") || mutation.name().equalsIgnoreCase("host")) {
            return Optional.of("pseudo-headers and host may not be changed by header mutations");
        }
        return mutation instanceof HeaderMutation.Set set
                        && Format.parse(set.value()) instanceof Format.Parsed.Refused refused
                ? Optional.of(refused.why())
                : Optional.empty();
    }

    /**
     * @param problems takes the reasons of {@link #refusal}: such a mutation is left out, for a call need not fail for
     *     want of a header
     */
    static HeaderEdits of(List<HeaderMutation> mutations, List<String> problems) {
        List<String> removed = new ArrayList<>();
        List<Edit> edits = new ArrayList<>();
        for (HeaderMutation mutation : mutations) {
            Optional<String> refused = refusal(mutation);
            if (refused.isPresent()) {
                problems.add("header " + mutation.name() + " is left as it is: " + refused.get());
                continue;
            }
            String name = mutation.name().toLowerCase(Locale.ROOT);
            if (mutation instanceof HeaderMutation.Set set) {
                edits.add(new Edit(name, Format.compile(set.value()), set.action(), set.keepEmptyValue()));
            } else {
                removed.add(name);
            }
        }
        return new HeaderEdits(removed.toArray(new String[0]), edits.toArray(new Edit[0]));
    }

    static RequestHead applyAll(HeaderEdits[] levels, RequestHead head, FormatFacts facts) {
        RequestHead changed = head;
        for (HeaderEdits level : levels) {
            // Each level reads what the one before it left.
            Headers headers = level.apply(changed.headers(), changed, null, facts);
            changed = headers.equals(changed.headers()) ? changed : changed.withHeaders(headers);
        }
        return changed;
    }

    /** And one header more, which overwrites. */
    static RequestHead applyAll(HeaderEdits[] levels, RequestHead head, FormatFacts facts, String name, String value) {
        if (levels.length == 1 && levels[0].edits.length == 1 && levels[0].removed.length == 0) {
            Edit edit = levels[0].edits[0];
            String set = edit.format.format(head, null, facts);
            Headers headers = head.headers();
            if (takesEffect(edit, set, headers)
                    && !headers.contains(name)
                    && !edit.name.equals(name)
                    && !(isOverwrite(edit.action) && headers.contains(edit.name))) {
                return head.withHeaders(headers.plus(edit.name, set, name, value));
            }
        }
        RequestHead changed = applyAll(levels, head, facts);
        return changed.withHeaders(changed.headers().with(name, value));
    }

    static Headers applyAll(HeaderEdits[] levels, Headers response, RequestHead request, FormatFacts facts) {
        Headers changed = response;
        for (HeaderEdits level : levels) {
            changed = level.apply(changed, request, changed, facts);
        }
        return changed;
    }

    private Headers apply(Headers headers, RequestHead request, @Nullable Headers response, FormatFacts facts) {
        Headers base = without(headers);
        if (edits.length == 0) {
            return base;
        }
        RequestHead seen = response == null && !base.equals(headers) ? request.withHeaders(base) : request;
        Headers seenResponse = response == null ? null : base;
        if (edits.length == 1) {
            return single(base, edits[0], edits[0].format.format(seen, seenResponse, facts));
        }
        String[] values = new String[edits.length];
        for (int i = 0; i < edits.length; i++) {
            values[i] = edits[i].format.format(seen, seenResponse, facts);
        }
        Headers.Builder builder = base.toBuilder();
        for (int i = 0; i < edits.length; i++) {
            if (takesEffect(edits[i], values[i], base) && isOverwrite(edits[i].action)) {
                builder.set(edits[i].name, values[i]);
            }
        }
        for (int i = 0; i < edits.length; i++) {
            if (takesEffect(edits[i], values[i], base) && !isOverwrite(edits[i].action)) {
                builder.add(edits[i].name, values[i]);
            }
        }
        return builder.build();
    }

    private static Headers single(Headers base, Edit edit, String value) {
        if (!takesEffect(edit, value, base)) {
            return base;
        }
        return isOverwrite(edit.action) ? base.with(edit.name, value) : base.plus(edit.name, value);
    }

    private Headers without(Headers headers) {
        Headers.Builder builder = null;
        for (String name : removed) {
            if (headers.contains(name)) {
                builder = builder == null ? headers.toBuilder() : builder;
                builder.remove(name);
            }
        }
        return builder == null ? headers : builder.build();
    }

    private static boolean takesEffect(Edit edit, String value, Headers base) {
        if (value.isEmpty() && !edit.keepEmptyValue) {
            return false;
        }
        return switch (edit.action) {
            case APPEND_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS_OR_ADD -> true;
            case ADD_IF_ABSENT -> !base.contains(edit.name);
            case OVERWRITE_IF_EXISTS -> base.contains(edit.name);
        };
    }

    private static boolean isOverwrite(Action action) {
        return action == Action.OVERWRITE_IF_EXISTS_OR_ADD || action == Action.OVERWRITE_IF_EXISTS;
    }
}
