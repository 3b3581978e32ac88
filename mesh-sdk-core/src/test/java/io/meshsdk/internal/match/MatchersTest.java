package io.meshsdk.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.QueryParameterMatcher;
import io.meshsdk.model.StringMatcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchersTest {
    @ParameterizedTest(name = "{0} {1} takes {2}: {3}")
    @CsvSource({
        "exact, alpha, alpha, true",
        "exact, alpha, ALPHA, false",
        "exact, alpha, alphas, false",
        "exact ignoring case, alpha, ALPHA, true",
        "exact ignoring case, k, \u212A, false", // The Kelvin sign is no letter of HTTP.
        "prefix, al, alpha, true",
        "prefix, al, a, false",
        "prefix ignoring case, AL, alpha, true",
        "suffix, ha, alpha, true",
        "suffix, alpha, ha, false",
        "suffix ignoring case, HA, alpha, true",
        "contains, lp, alpha, true",
        "contains, pl, alpha, false",
        "contains ignoring case, LP, alpha, true",
        "regex, al, alpha, false",
        "regex, al.*, alpha, true",
        "regex, [[:alpha:]]+, alpha, true",
        "regex, (?P<n>a)lpha\\z, alpha, true",
    })
    void textMatchers(String kind, String value, String text, boolean expected) {
        boolean ignoreCase = kind.endsWith("ignoring case");
        StringMatcher matcher = switch (kind.split(" ")[0]) {
            case "exact" -> new StringMatcher.Exact(value, ignoreCase);
            case "prefix" -> new StringMatcher.Prefix(value, ignoreCase);
            case "suffix" -> new StringMatcher.Suffix(value, ignoreCase);
            case "contains" -> new StringMatcher.Contains(value, ignoreCase);
            default -> new StringMatcher.SafeRegex(value);
        };
        assertThat(TextTest.of(matcher).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} takes {1}: {2}")
    @CsvSource({
        "exact /Foo, /Foo, true",
        "exact /Foo, /Foo?a=/, true",
        "exact /Foo, /foo, false",
        "exact /Foo, /Foo/, false",
        "prefix /api, /apis, true",
        "prefix /api?, /api?x, false",
        "separated /api, /api, true",
        "separated /api, /api?x=1, true",
        "separated /api, /api/v1, true",
        "separated /api, /apis, false",
        "regex /v[12]/.*, /v1/x, true",
        "regex /v[12]/.*, /v1/x?y, true",
        "regex /v[12], /v1/x, false",
        "template /api/*/users, /api/x/users, true",
        "template /api/*/users, /api//users, false",
        "template /api/**, /api/, true",
        "template /api/**, /api, false",
        "template /**/logo.png, /a/b/logo.png, true",
        "template /**/logo.png, /a/b/logo-png, false",
        "template /**.m3u8, /a/b.m3u8, true",
        "template /**.m3u8, /a/b.m3u9, false",
        "template /{ver=v1}/{rest=**}, /v1/a/b, true",
        "template /{x=o-*}/y, /o-/y, true",
        "template /{x=o-*}/y, /o-7/y, false",
    })
    void pathMatchers(String match, String path, boolean expected) {
        String value = match.substring(match.indexOf(' ') + 1);
        PathMatch matcher = switch (match.substring(0, match.indexOf(' '))) {
            case "exact" -> new PathMatch.Exact(value);
            case "prefix" -> new PathMatch.Prefix(value);
            case "separated" -> new PathMatch.PathSeparatedPrefix(value);
            case "regex" -> new PathMatch.SafeRegex(value);
            default -> new PathMatch.UriTemplate(value);
        };
        assertThat(PathTest.of(matcher, PathTest.CaseSensitivity.CASE_SENSITIVE).matches(path))
                .isEqualTo(expected);
    }

    @Test
    void caseMattersToPathsUnlessSaidOtherwise() {
        PathTest prefix = PathTest.of(new PathMatch.Prefix("/Api"), PathTest.CaseSensitivity.IGNORE_CASE);
        assertThat(prefix.matches("/aPI/x")).isTrue();
        PathTest regex = PathTest.of(new PathMatch.SafeRegex("/Api"), PathTest.CaseSensitivity.IGNORE_CASE);
        assertThat(regex.matches("/api"))
                .as("not heeded by regular expressions")
                .isFalse();
    }

    @ParameterizedTest(name = "{0} refused: {1}")
    @CsvSource({
        "/a/{x}, false",
        "/**/x, false",
        "/**/*, true",
        "/{x}/{x}, true",
        "no-slash, true",
        "/{}, true",
        "/a[b, true",
    })
    void templatesAreRefusedWithAReason(String template, boolean refused) {
        assertThat(UriTemplate.refusal(template).isPresent()).isEqualTo(refused);
    }

    @Test
    void eachOfSeveralValuesIsTestedOnItsOwn() {
        RequestHead two = head("x-a", "one", "x-a", "two");
        assertThat(text("two", false, false).matches(two)).isTrue();
        assertThat(text("one,two", false, false).matches(two)).isFalse();
        assertThat(text("two", true, false).matches(two)).as("inverted").isFalse();
        assertThat(text("three", true, false).matches(two)).isTrue();
    }

    @Test
    void aMissingHeaderMatchesPresenceTestsOnlyUnlessItCountsAsEmpty() {
        RequestHead none = head();
        assertThat(text("x", false, false).matches(none)).isFalse();
        assertThat(text("x", true, false).matches(none)).isFalse();
        assertThat(text("", false, true).matches(none)).isTrue();
        assertThat(text("x", true, true).matches(none)).isTrue();
        assertThat(present(true, false).matches(none)).isFalse();
        assertThat(present(true, true).matches(none)).isTrue();
        assertThat(present(false, false).matches(none)).isTrue();
        assertThat(present(true, false).matches(head("x-a", ""))).isTrue();
    }

    @ParameterizedTest(name = "[-5, 10) takes {0}: {1}")
    @CsvSource({
        "-5, true",
        "9, true",
        "+9, true",
        "10, false",
        "-6, false",
        "9.0, false",
        "'', false",
        "-, false",
        "99999999999999999999999, false",
        "' 9', false"
    })
    void ranges(String value, boolean expected) {
        HeaderMatcher range = new HeaderMatcher("x-a", new HeaderMatcher.Range(-5, 10), false, false);
        assertThat(HeaderTest.of(range).matches(head("x-a", value))).isEqualTo(expected);
    }

    @Test
    void partsOfTheHeadAreMatchedLikeHeaders() {
        RequestHead head = new RequestHead("GET", "http", "orders:80", "/a?b", Headers.EMPTY);
        Stream.of(":method GET", ":scheme http", ":authority orders:80", ":path /a?b")
                .forEach(part -> {
                    String[] pair = part.split(" ");
                    HeaderMatcher matcher = new HeaderMatcher(
                            pair[0], new HeaderMatcher.Text(new StringMatcher.Exact(pair[1], false)), false, false);
                    assertThat(HeaderTest.of(matcher).matches(head)).as(part).isTrue();
                });
    }

    @ParameterizedTest(name = "q=1 in {0}: {1}")
    @CsvSource({
        "/?q=1, true",
        "/?a&q=1, true",
        "/?q=2&q=1, false",
        "/?Q=1, false",
        "/q=1, false",
        "/?q=1#x, true",
        "/?qq=1, false",
        "/?q, false"
    })
    void theFirstValueOfAQueryParameterCounts(String path, boolean expected) {
        QueryParameterMatcher matcher =
                new QueryParameterMatcher("q", new QueryParameterMatcher.Text(new StringMatcher.Exact("1", false)));
        assertThat(QueryParameterTest.of(matcher).matches(path)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{1} -> {2} in {0} gives {3}")
    @CsvSource({
        "/x, x*, -, -/-",
        "/orders/o, o, 0, /0rders/0",
        "/a/b, ^/([a-z])/([a-z])$, /\\2/\\1, /b/a",
        "/a, (a)|(z), [\\2\\1\\\\], /[a\\]",
        "/a, a, , /",
    })
    void replacesAllAsRe2Does(String text, String regex, String substitution, String expected) {
        String by = substitution == null ? "" : substitution;
        assertThat(Regex.compile(regex).replaceAll(text, by)).isEqualTo(expected);
    }

    @Test
    void aSubstitutionMustFitItsGroups() {
        assertThat(Regex.substitutionRefusal("(a)", "\\1")).isEmpty();
        assertThat(Regex.substitutionRefusal("(a)", "\\2")).isPresent();
        assertThat(Regex.substitutionRefusal("(a)", "\\x")).isPresent();
        assertThat(Regex.refusal("(")).isPresent();
    }

    private static HeaderTest text(String value, boolean invert, boolean missingIsEmpty) {
        return HeaderTest.of(new HeaderMatcher(
                "x-a", new HeaderMatcher.Text(new StringMatcher.Exact(value, false)), invert, missingIsEmpty));
    }

    private static HeaderTest present(boolean present, boolean invert) {
        return HeaderTest.of(new HeaderMatcher("x-a", new HeaderMatcher.Present(present), invert, false));
    }

    private static RequestHead head(String... headers) {
        return new RequestHead("GET", "http", "a", "/", Headers.of(headers));
    }
}
