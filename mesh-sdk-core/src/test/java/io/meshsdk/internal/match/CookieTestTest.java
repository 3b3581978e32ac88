package io.meshsdk.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.model.CookieMatcher;
import io.meshsdk.model.StringMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieTestTest {
    @ParameterizedTest(name = "{0}: {1}, inverted {2}")
    @CsvSource({
        "a=1, true, false",
        "'a=\"1\"', true, false",
        "' a=1', true, false",
        "b=2; a=1, true, false",
        "x;a=1, true, false",
        "a=2; a=1, false, true",
        "a =1, false, true",
        "aa=1, false, true",
        "a, false, true",
        "'', false, true",
    })
    void theFirstCookieOfTheNameCounts(String cookie, boolean matches, boolean inverted) {
        Headers headers = Headers.of("cookie", cookie);

        assertThat(CookieTest.of(matcher(false)).matches(headers)).isEqualTo(matches);
        assertThat(CookieTest.of(matcher(true)).matches(headers)).isEqualTo(inverted);
    }

    @Test
    void allFieldsAreSearchedInTheirOrder() {
        assertThat(Cookies.first(Headers.of("cookie", "b=2", "x", "a=9", "cookie", "a=1", "cookie", "a=3"), "a"))
                .isEqualTo("1");
    }

    private static CookieMatcher matcher(boolean invert) {
        return new CookieMatcher("a", new StringMatcher.Exact("1", false), invert);
    }
}
