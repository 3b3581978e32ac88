package io.meshsdk.internal.match;

import io.meshsdk.call.Headers;
import io.meshsdk.model.CookieMatcher;

/** A {@link CookieMatcher}, compiled. */
public final class CookieTest {
    private final String name;
    private final TextTest value;
    private final boolean invert;

    private CookieTest(String name, TextTest value, boolean invert) {
        this.name = name;
        this.value = value;
        this.invert = invert;
    }

    /**
     * @throws IllegalArgumentException where {@link Regex#refusal} has a reason
     */
    public static CookieTest of(CookieMatcher matcher) {
        return new CookieTest(matcher.name(), TextTest.of(matcher.stringMatch()), matcher.invertMatch());
    }

    public boolean matches(Headers headers) {
        String found = Cookies.first(headers, name);
        return (found != null && value.matches(found)) != invert;
    }

    @Override
    public String toString() {
        return "cookie " + name;
    }
}
