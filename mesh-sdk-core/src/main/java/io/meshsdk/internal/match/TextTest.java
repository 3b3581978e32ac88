package io.meshsdk.internal.match;

import io.meshsdk.model.StringMatcher;

/** A {@link StringMatcher}, compiled. */
public interface TextTest {
    boolean matches(String text);

    /**
     * @throws IllegalArgumentException where {@link Regex#refusal} has a reason
     */
    static TextTest of(StringMatcher matcher) {
        if (matcher instanceof StringMatcher.Exact exact) {
            String value = exact.value();
            return exact.ignoreCase()
                    ? text -> text.length() == value.length() && Ascii.sameIgnoringCase(text, 0, value)
                    : value::equals;
        }
        if (matcher instanceof StringMatcher.Prefix prefix) {
            String value = prefix.value();
            return prefix.ignoreCase()
                    ? text -> Ascii.sameIgnoringCase(text, 0, value)
                    : text -> text.startsWith(value);
        }
        if (matcher instanceof StringMatcher.Suffix suffix) {
            String value = suffix.value();
            return suffix.ignoreCase()
                    ? text -> Ascii.sameIgnoringCase(text, text.length() - value.length(), value)
                    : text -> text.endsWith(value);
        }
        if (matcher instanceof StringMatcher.Contains contains) {
            String value = contains.value();
            return contains.ignoreCase() ? text -> containsIgnoringCase(text, value) : text -> text.contains(value);
        }
        return Regex.compile(((StringMatcher.SafeRegex) matcher).regex());
    }

    private static boolean containsIgnoringCase(String text, String value) {
        for (int i = 0; i <= text.length() - value.length(); i++) {
            if (Ascii.sameIgnoringCase(text, i, value)) {
                return true;
            }
        }
        return false;
    }
}
