package io.meshsdk.internal.match;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** RE2 syntax, linear time: {@code envoy.type.matcher.v3.RegexMatcher}. */
public final class Regex implements TextTest {
    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Why this is no regular expression, if it is none. */
    public static Optional<String> refusal(String regex) {
        try {
            Pattern.compile(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("not an RE2 regular expression: " + e.getMessage());
        }
    }

    /**
     * @throws IllegalArgumentException where {@link #refusal} has a reason
     */
    public static Regex compile(String regex) {
        try {
            return new Regex(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not an RE2 regular expression: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean matches(String text) {
        return pattern.matches(text);
    }

    /**
     * All matches replaced as RE2's GlobalReplace does: no empty match where the last match ended. In the substitution
     * {@code \0} to {@code \9} are groups and {@code \\} is a backslash.
     */
    public String replaceAll(String text, String substitution) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder result = new StringBuilder(text.length() + substitution.length());
        int copied = 0;
        int lastEnd = -1;
        while (matcher.find()) {
            if (matcher.start() == matcher.end() && matcher.start() == lastEnd) {
                continue;
            }
            result.append(text, copied, matcher.start());
            substitute(matcher, substitution, result);
            copied = matcher.end();
            lastEnd = copied;
        }
        return result.append(text, copied, text.length()).toString();
    }

    /** Why a substitution does not fit its expression. */
    public static Optional<String> substitutionRefusal(String regex, String substitution) {
        Optional<String> broken = refusal(regex);
        if (broken.isPresent()) {
            return broken;
        }
        int groups = Pattern.compile(regex).groupCount();
        for (int i = 0; i < substitution.length(); i++) {
            if (substitution.charAt(i) != '\\') {
                continue;
            }
            i++;
            char c = i < substitution.length() ? substitution.charAt(i) : ' ';
            if (c != '\\' && (c < '0' || c > '9')) {
                return Optional.of("a backslash must be followed by a digit or a backslash");
            }
            if (c != '\\' && c - '0' > groups) {
                return Optional.of("group \\" + c + " of " + groups);
            }
        }
        return Optional.empty();
    }

    private static void substitute(Matcher matcher, String substitution, StringBuilder into) {
        for (int i = 0; i < substitution.length(); i++) {
            char c = substitution.charAt(i);
            if (c != '\\' || i + 1 == substitution.length()) {
                into.append(c);
                continue;
            }
            char next = substitution.charAt(++i);
            if (next >= '0' && next <= '9') {
                int group = next - '0';
                String value = group <= matcher.groupCount() ? matcher.group(group) : null;
                into.append(value == null ? "" : value);
            } else {
                into.append(next);
            }
        }
    }
}
