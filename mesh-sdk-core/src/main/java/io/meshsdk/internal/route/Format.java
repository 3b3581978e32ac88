package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value with Envoy's command operators, such as {@code %REQ(x-user?x-id):8%}, compiled. */
public final class Format {
    private final Operator[] parts;
    /** The value itself where it has no operator. */
    private final @Nullable String constant;

    private Format(Operator[] parts, @Nullable String constant) {
        this.parts = parts;
        this.constant = constant;
    }

    /** The answer to {@link #parse}. */
    public sealed interface Parsed {
        record Valid(Format format) implements Parsed {}

        /**
         * @param why names the operator
         */
        record Refused(String why) implements Parsed {}
    }

    /** Never throws. */
    public static Parsed parse(String text) {
        List<Operator> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                literal.append(c);
                continue;
            }
            if (i + 1 < text.length() && text.charAt(i + 1) == '%') {
                literal.append('%');
                i++;
                continue;
            }
            OperatorText operator = OperatorText.at(text, i);
            if (operator == null) {
                return new Parsed.Refused("a % at " + i + " begins no operator; write %% for a percent sign");
            }
            Operator compiled = Operators.compile(operator);
            if (compiled == null) {
                return new Parsed.Refused(operator.text() + " is not supported here");
            }
            if (!literal.isEmpty()) {
                parts.add(Operators.literal(literal.toString()));
                literal.setLength(0);
            }
            parts.add(compiled);
            i = operator.end() - 1;
        }
        if (parts.isEmpty()) {
            return new Parsed.Valid(new Format(new Operator[0], literal.toString()));
        }
        if (!literal.isEmpty()) {
            parts.add(Operators.literal(literal.toString()));
        }
        return new Parsed.Valid(new Format(parts.toArray(new Operator[0]), null));
    }

    /**
     * @throws IllegalArgumentException where {@link #parse} refuses
     */
    static Format compile(String text) {
        Parsed parsed = parse(text);
        if (parsed instanceof Parsed.Refused refused) {
            throw new IllegalArgumentException(refused.why());
        }
        return ((Parsed.Valid) parsed).format();
    }

    /**
     * What is not there is empty.
     *
     * @param response null while there is none
     */
    public String format(RequestHead request, @Nullable Headers response, FormatFacts facts) {
        return format(request, response, facts, "");
    }

    /**
     * @param missing for what is not there
     */
    String format(RequestHead request, @Nullable Headers response, FormatFacts facts, String missing) {
        return format(request, response, facts, missing, "");
    }

    /**
     * @param body for {@code %LOCAL_REPLY_BODY%}
     */
    String format(RequestHead request, @Nullable Headers response, FormatFacts facts, String missing, String body) {
        if (constant != null) {
            return constant;
        }
        if (parts.length == 1) {
            return value(parts[0], request, response, facts, missing, body);
        }
        StringBuilder text = new StringBuilder();
        for (Operator part : parts) {
            text.append(value(part, request, response, facts, missing, body));
        }
        return text.toString();
    }

    private static String value(
            Operator part,
            RequestHead request,
            @Nullable Headers response,
            FormatFacts facts,
            String missing,
            String body) {
        if (part == Operators.LOCAL_REPLY_BODY) {
            return body;
        }
        String value = part.value(request, response, facts);
        return value == null ? missing : value;
    }

    /** One part of a format. */
    interface Operator {
        /** Null where it is not there. */
        @Nullable
        String value(RequestHead request, @Nullable Headers response, FormatFacts facts);
    }

    /**
     * An operator as written: {@code %NAME(argument):length%}.
     *
     * @param argument null without parentheses
     * @param maxLength negative where none is given
     * @param end after the closing percent sign
     */
    record OperatorText(String text, String name, @Nullable String argument, int maxLength, int end) {
        static @Nullable OperatorText at(String text, int start) {
            int i = start + 1;
            while (i < text.length() && (Character.isUpperCase(text.charAt(i)) || text.charAt(i) == '_')) {
                i++;
            }
            String name = text.substring(start + 1, i);
            String argument = null;
            if (i < text.length() && text.charAt(i) == '(') {
                int close = text.indexOf(')', i);
                if (close < 0) {
                    return null;
                }
                argument = text.substring(i + 1, close);
                i = close + 1;
            }
            int maxLength = -1;
            if (i < text.length() && text.charAt(i) == ':') {
                int digits = i + 1;
                for (i = digits; i < text.length() && Character.isDigit(text.charAt(i)); i++) {}
                if (i == digits || i - digits > 6) {
                    return null;
                }
                maxLength = Integer.parseInt(text.substring(digits, i));
            }
            return name.isEmpty() || i >= text.length() || text.charAt(i) != '%'
                    ? null
                    : new OperatorText(text.substring(start, i + 1), name, argument, maxLength, i + 1);
        }
    }
}
