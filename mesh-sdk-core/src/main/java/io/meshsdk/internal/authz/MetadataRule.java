package io.meshsdk.internal.authz;

import io.meshsdk.internal.match.TextTest;
import io.meshsdk.model.Rbac.MetadataMatcher;
import io.meshsdk.model.Rbac.ValueMatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A {@link MetadataMatcher}, compiled. */
final class MetadataRule {
    private MetadataRule() {}

    static Rule of(MetadataMatcher matcher) {
        Predicate<@Nullable Object> value = value(matcher.value());
        return subject -> {
            Object found = subject.metadata().filterMetadata().get(matcher.filter());
            for (String key : matcher.path()) {
                found = found instanceof Map<?, ?> map ? map.get(key) : null;
            }
            return value.test(found) != matcher.invert();
        };
    }

    /** Null is a value that is not there; an empty {@code Optional} is one that is null. */
    private static Predicate<@Nullable Object> value(ValueMatch match) {
        if (match instanceof ValueMatch.Text text) {
            TextTest test = TextTest.of(text.matcher());
            return found -> found instanceof String string && test.matches(string);
        }
        if (match instanceof ValueMatch.Present present) {
            return found -> (found != null) == present.present();
        }
        if (match instanceof ValueMatch.Bool bool) {
            return found -> found instanceof Boolean value && value == bool.value();
        }
        if (match instanceof ValueMatch.Number number) {
            return found -> found instanceof Number value && value.doubleValue() == number.value();
        }
        if (match instanceof ValueMatch.NumberRange range) {
            return found -> found instanceof Number value
                    && value.doubleValue() >= range.start()
                    && value.doubleValue() < range.end();
        }
        if (match instanceof ValueMatch.ListOneOf one) {
            Predicate<@Nullable Object> any = value(one.any());
            return found -> found instanceof List<?> list && list.stream().anyMatch(any::test);
        }
        if (match instanceof ValueMatch.Or or) {
            List<Predicate<@Nullable Object>> each =
                    or.any().stream().map(MetadataRule::value).toList();
            return found -> each.stream().anyMatch(one -> one.test(found));
        }
        return found -> found instanceof Optional<?> none && none.isEmpty();
    }
}
