package io.meshsdk;

import io.meshsdk.internal.xds.bootstrap.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values as JSON. */
final class Json {
    private Json() {}

    /**
     * @param value a text, number or truth, a map or list of values, a document, or an empty optional for null
     * @throws IllegalArgumentException for anything else
     */
    static String of(Object value) {
        if (value instanceof Document document) {
            return document.json();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> Document.quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof CharSequence text) {
            return Document.quoted(text.toString());
        }
        if (value instanceof Boolean || value instanceof Number) {
            return value.toString();
        }
        if (value instanceof Optional<?> optional && optional.isEmpty()) {
            return "null";
        }
        throw new IllegalArgumentException("a bootstrap cannot hold a "
                + value.getClass().getName() + "; give a text, number, truth, map or list");
    }
}
