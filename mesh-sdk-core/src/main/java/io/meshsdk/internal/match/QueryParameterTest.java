package io.meshsdk.internal.match;

import io.meshsdk.model.QueryParameterMatcher;
import org.jspecify.annotations.Nullable;

/** A {@link QueryParameterMatcher}, compiled: the first value counts, as it was sent, without decoding. */
public final class QueryParameterTest {
    private final String name;
    private final @Nullable TextTest value;
    private final boolean present;

    private QueryParameterTest(String name, @Nullable TextTest value, boolean present) {
        this.name = name;
        this.value = value;
        this.present = present;
    }

    /**
     * @throws IllegalArgumentException where {@link Regex#refusal} has a reason
     */
    public static QueryParameterTest of(QueryParameterMatcher matcher) {
        if (matcher.test() instanceof QueryParameterMatcher.Text text) {
            return new QueryParameterTest(matcher.name(), TextTest.of(text.matcher()), true);
        }
        return new QueryParameterTest(matcher.name(), null, ((QueryParameterMatcher.Present) matcher.test()).present());
    }

    /**
     * @param path with its query
     */
    public boolean matches(String path) {
        String found = QueryParameters.first(path, name);
        if (value == null) {
            return (found != null) == present;
        }
        return found != null && value.matches(found);
    }

    @Override
    public String toString() {
        return "query parameter " + name;
    }
}
