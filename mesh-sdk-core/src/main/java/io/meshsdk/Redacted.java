package io.meshsdk;

import io.meshsdk.model.CookieMatcher;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model as maps and lists, by the names of its components, which are those of the protos. Keys, inline content and what a header,
 * cookie or field of such a name holds are not shown: a dump is sent to others.
 */
final class Redacted {
    static final String HIDDEN = "(redacted)";

    /** Parts of the names of what holds secrets. */
    private static final Set<String> SENSITIVE = Set.of(
            "authorization",
            "x-auth",
            "session",
            "signature",
            "jwt",
            "csrf",
            "xsrf",
            "private",
            "cookie",
            "token",
            "secret",
            "password",
            "passwd",
            "credential",
            "api-key",
            "api_key",
            "apikey");

    private Redacted() {}

    static Object value(@Nullable Object value) {
        return value(value, false);
    }

    private static Object value(@Nullable Object value, boolean hidden) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? value(optional.get(), hidden) : Optional.empty();
        }
        if (value instanceof DataSource.Bytes || value instanceof byte[]) {
            return HIDDEN;
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, hidden);
        }
        if (value instanceof Collection<?> collection) {
            Stream<Object> values = collection.stream().map(each -> value(each, hidden));
            return collection instanceof Set<?>
                    ? values.sorted((one, other) -> one.toString().compareTo(other.toString()))
                            .toList()
                    : values.toList();
        }
        if (value instanceof Boolean || value instanceof Number) {
            return hidden ? HIDDEN : value;
        }
        if (value instanceof Record record) {
            return record(record, hidden);
        }
        return hidden ? HIDDEN : value.toString();
    }

    private static Object map(Map<?, ?> map, boolean hidden) {
        Map<String, Object> entries = new TreeMap<>();
        map.forEach((key, each) -> {
            String name = String.valueOf(key);
            entries.put(name, value(each, hidden || isSensitive(name)));
        });
        return entries;
    }

    private static Object record(Record record, boolean hidden) {
        Map<String, Object> fields = new TreeMap<>();
        String kind = kind(record.getClass());
        if (!kind.isEmpty()) {
            fields.put("kind", kind);
        }
        boolean holdsSecret = record instanceof CookieMatcher || hasSensitiveName(record);
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = component.getName();
            Object part = read(record, component);
            if (part instanceof Optional<?> optional && optional.isEmpty()) {
                continue;
            }
            if (record instanceof Secret.TlsCertificate && name.equals("privateKey")) {
                fields.put(name, HIDDEN);
            } else {
                // A resource, a route or a filter may be called after a secret and hold none: only what is a test or a
                // change of one does.
                fields.put(name, value(part, (hidden || holdsSecret) && !name.equals("name")));
            }
        }
        return fields;
    }

    private static boolean hasSensitiveName(Record record) {
        String type = record.getClass().getName();
        if (!type.contains("Header") && !type.contains("QueryParameter")) {
            return false;
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (component.getName().equals("name")
                    && read(record, component) instanceof String name
                    && isSensitive(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSensitive(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SENSITIVE.stream().anyMatch(lower::contains);
    }

    /** Which variant of a sealed interface a record is. */
    private static String kind(Class<?> type) {
        List<Class<?>> sealed = new ArrayList<>();
        for (Class<?> each : type.getInterfaces()) {
            if (each.isSealed()) {
                sealed.add(each);
            }
        }
        return sealed.isEmpty() ? "" : type.getSimpleName();
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a record of the model hides " + component, e);
        }
    }
}
