package io.meshsdk.internal.xds.wire;

import com.google.re2j.Pattern;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.StringRules;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code validate.StringRules}: lengths, a pattern, the forms of header names and values. */
final class TextConstraint implements FieldConstraint.Test {
    private static final Pattern NO_LINE_BREAK = Pattern.compile("[^\\x00\\n\\r]*");
    private static final Pattern HEADER_NAME = Pattern.compile(":?[0-9a-zA-Z!#$%&'*+\\-.^_|~`]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[^\\x00-\\x08\\x0A-\\x1F\\x7F]*");

    private final StringRules rules;
    private final @Nullable Pattern pattern;
    private final @Nullable Pattern wellKnown;

    TextConstraint(StringRules rules) {
        this.rules = rules;
        this.pattern = rules.hasPattern() ? Pattern.compile(rules.getPattern()) : null;
        this.wellKnown = wellKnown(rules);
    }

    private static @Nullable Pattern wellKnown(StringRules rules) {
        if (!rules.hasWellKnownRegex()) {
            return null;
        }
        return switch (rules.getWellKnownRegex()) {
            case HTTP_HEADER_NAME -> rules.getStrict() ? HEADER_NAME : NO_LINE_BREAK;
            case HTTP_HEADER_VALUE -> rules.getStrict() ? HEADER_VALUE : NO_LINE_BREAK;
            case UNKNOWN -> null;
        };
    }

    @Override
    public Optional<String> apply(Object value) {
        String text = (String) value;
        if (text.isEmpty() && rules.getIgnoreEmpty()) {
            return Optional.empty();
        }
        int characters = text.codePointCount(0, text.length());
        if (characters < rules.getMinLen()) {
            return Optional.of("must not be " + (text.isEmpty() ? "empty" : "shorter than " + rules.getMinLen()));
        }
        if (rules.hasMaxLen() && characters > rules.getMaxLen()) {
            return Optional.of("is longer than " + rules.getMaxLen());
        }
        if (rules.hasMinBytes() || rules.hasMaxBytes()) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < rules.getMinBytes() || (rules.hasMaxBytes() && bytes > rules.getMaxBytes())) {
                return Optional.of("has a length of " + bytes + " bytes");
            }
        }
        if (pattern != null && !pattern.matcher(text).find()) {
            return Optional.of("'" + shown(text) + "' does not match " + rules.getPattern());
        }
        if (wellKnown != null && !wellKnown.matches(text)) {
            return Optional.of("'" + shown(text) + "' holds a character that may not stand in a header");
        }
        return among(text);
    }

    private Optional<String> among(String text) {
        boolean wrong = (rules.hasConst() && !text.equals(rules.getConst()))
                || !text.startsWith(rules.getPrefix())
                || !text.endsWith(rules.getSuffix())
                || (rules.getInCount() > 0 && !rules.getInList().contains(text))
                || rules.getNotInList().contains(text);
        return wrong ? Optional.of("'" + shown(text) + "' may not stand here") : Optional.empty();
    }

    /** One line, and not a long one: this goes into NACKs and logs. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 100); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '\uFFFD' : c);
        }
        return text.length() > 100 ? shown.append('…').toString() : shown.toString();
    }
}
