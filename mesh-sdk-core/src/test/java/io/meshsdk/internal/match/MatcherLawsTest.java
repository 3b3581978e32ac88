package io.meshsdk.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.QueryParameterMatcher;
import io.meshsdk.model.StringMatcher;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class MatcherLawsTest {
    @Property(tries = 500, seed = "11")
    void noTextThrows(@ForAll @StringLength(max = 8) String value, @ForAll @StringLength(max = 40) String text) {
        List<StringMatcher> matchers = List.of(
                new StringMatcher.Exact(value, true),
                new StringMatcher.Prefix(value, true),
                new StringMatcher.Suffix(value, true),
                new StringMatcher.Contains(value, true),
                new StringMatcher.SafeRegex(".*" + (Regex.refusal(value).isEmpty() ? value : "x")));
        RequestHead head = new RequestHead("GET", "http", text, text, Headers.of("x-a", text));
        for (StringMatcher matcher : matchers) {
            TextTest.of(matcher).matches(text);
            for (String name : List.of("x-a", ":path", ":authority", ":none", "")) {
                HeaderTest.of(new HeaderMatcher(name, new HeaderMatcher.Text(matcher), true, true))
                        .matches(head);
            }
        }
        HeaderTest.of(new HeaderMatcher("x-a", new HeaderMatcher.Range(Long.MIN_VALUE, Long.MAX_VALUE), false, false))
                .matches(head);
        QueryParameterTest.of(new QueryParameterMatcher(value, new QueryParameterMatcher.Present(true)))
                .matches(text);
        for (PathTest.CaseSensitivity sensitivity : PathTest.CaseSensitivity.values()) {
            PathTest.of(new PathMatch.PathSeparatedPrefix(value), sensitivity).matches(text);
            PathTest.of(new PathMatch.Exact(value), sensitivity).matches(text);
        }
    }

    @Property(tries = 500, seed = "12")
    void whatContainsAValueInAnyCaseContainsItsPrefixes(
            @ForAll @StringLength(min = 1, max = 6) String value, @ForAll @StringLength(max = 6) String around) {
        String text = around + value + around;
        assertThat(TextTest.of(new StringMatcher.Contains(value, true)).matches(text))
                .isTrue();
        assertThat(TextTest.of(new StringMatcher.Contains(value.substring(0, 1), true))
                        .matches(text))
                .isTrue();
    }

    @Property(tries = 500, seed = "13")
    void replacingNothingLeavesTheText(@ForAll @StringLength(max = 20) String text) {
        assertThat(Regex.compile("\\x00never").replaceAll(text, "x")).isEqualTo(text);
    }

    @Property(tries = 500, seed = "14")
    void aTemplateIsCompiledOrRefusedNeverElse(@ForAll @StringLength(max = 20) String template) {
        if (UriTemplate.refusal("/" + template).isEmpty()) {
            UriTemplate.compile("/" + template).matches("/" + template);
        }
    }
}
