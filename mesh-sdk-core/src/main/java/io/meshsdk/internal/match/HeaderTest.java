package io.meshsdk.internal.match;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.model.HeaderMatcher;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HeaderMatcher}, compiled. Each of several values is tested on its own; any one may match, and {@code
 * invert_match} negates that. A missing header matches presence tests only, inverted or not, unless it counts as empty.
 */
public final class HeaderTest {
    private final String name;
    private final boolean invert;
    private final boolean missingIsEmpty;
    /** Null for presence tests. */
    private final @Nullable TextTest value;

    private final boolean present;
    /** Its repeats are one value. */
    private final boolean joined;

    private HeaderTest(HeaderMatcher matcher, @Nullable TextTest value, boolean present) {
        // The older name of the same part, which never stands among the headers.
        this.name = matcher.name().equals("host") ? ":authority" : matcher.name();
        this.joined = JoinedHeaders.isJoined(name);
        this.invert = matcher.invertMatch();
        this.missingIsEmpty = matcher.treatMissingHeaderAsEmpty();
        this.value = value;
        this.present = present;
    }

    /**
     * @throws IllegalArgumentException where {@link Regex#refusal} has a reason
     */
    public static HeaderTest of(HeaderMatcher matcher) {
        HeaderMatcher.Test test = matcher.test();
        if (test instanceof HeaderMatcher.Text text) {
            return new HeaderTest(matcher, TextTest.of(text.matcher()), true);
        }
        if (test instanceof HeaderMatcher.Range range) {
            return new HeaderTest(matcher, text -> isWithin(text, range), true);
        }
        return new HeaderTest(matcher, null, ((HeaderMatcher.Present) test).present());
    }

    public boolean matches(RequestHead head) {
        if (name.isEmpty() || name.charAt(0) != ':') {
            return matches(head.headers());
        }
        String part = part(head);
        return part == null ? missing() : one(part);
    }

    /** {@code :status} is the response's. */
    public boolean matches(ResponseHead head) {
        return name.equals(":status") ? one(Integer.toString(head.status())) : matches(head.headers());
    }

    /** Of a response, or where no part of a request's head is meant. */
    public boolean matches(Headers headers) {
        if (joined) {
            String whole = JoinedHeaders.first(headers, name);
            return whole == null ? missing() : one(whole);
        }
        boolean seen = false;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(name)) {
                if (value == null) {
                    return present != invert;
                }
                seen = true;
                if (value.matches(headers.value(i))) {
                    return !invert;
                }
            }
        }
        return seen ? invert : missing();
    }

    @Override
    public String toString() {
        return "header " + name;
    }

    private boolean one(String text) {
        return value == null ? present != invert : value.matches(text) != invert;
    }

    private boolean missing() {
        if (value == null) {
            return (missingIsEmpty == present) != invert;
        }
        return missingIsEmpty && value.matches("") != invert;
    }

    private @Nullable String part(RequestHead head) {
        return switch (name) {
            case ":path" -> head.path();
            case ":method" -> head.method();
            case ":authority" -> head.authority();
            case ":scheme" -> head.scheme();
            default -> null;
        };
    }

    private static boolean isWithin(String text, HeaderMatcher.Range range) {
        int from = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        // 18 digits cannot overflow; longer numbers are within no range that anyone writes.
        if (from == text.length() || text.length() - from > 18) {
            return false;
        }
        long number = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = 10 * number + digit;
        }
        number = text.charAt(0) == '-' ? -number : number;
        return number >= range.start() && number < range.end();
    }
}
