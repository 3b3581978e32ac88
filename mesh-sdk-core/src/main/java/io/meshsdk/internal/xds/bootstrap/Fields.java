package io.meshsdk.internal.xds.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of one mapping of a document, and how to complain about them. */
record Fields(Document.Mapping mapping, String from, String at) {
    static Fields root(Document document, String from) {
        if (document instanceof Document.Mapping mapping) {
            return new Fields(mapping, from, "");
        }
        throw new BootstrapException(from + ":" + document.line() + ": must be a mapping of fields");
    }

    Set<String> names() {
        return mapping.fields().keySet();
    }

    String path(String field) {
        return at.isEmpty() ? field : at + "." + field;
    }

    BootstrapException wrong(String field, String why) {
        Document value = mapping.fields().get(field);
        int line = value == null ? mapping.line() : value.line();
        return new BootstrapException(from + ":" + line + ": " + path(field) + " " + why);
    }

    Optional<String> text(String field) {
        Document value = mapping.fields().get(field);
        if (value == null || isNull(value)) {
            return Optional.empty();
        }
        if (value instanceof Document.Scalar scalar && scalar.json().startsWith("\"")) {
            return Optional.of(scalar.text());
        }
        throw wrong(field, "must be a text, not " + value.json());
    }

    Optional<Path> file(String field) {
        return text(field).map(Path::of);
    }

    /** As JSON has durations: {@code 600s}. */
    Optional<Duration> duration(String field) {
        return text(field).map(text -> {
            try {
                return Duration.parse("PT" + text);
            } catch (java.time.format.DateTimeParseException e) {
                throw wrong(field, "is " + text + "; give seconds, as 600s");
            }
        });
    }

    Optional<Fields> child(String field) {
        Document value = mapping.fields().get(field);
        if (value == null || isNull(value)) {
            return Optional.empty();
        }
        if (value instanceof Document.Mapping child) {
            return Optional.of(new Fields(child, from, path(field)));
        }
        throw wrong(field, "must be a mapping of fields, not " + value.json());
    }

    List<Fields> list(String field) {
        Document value = mapping.fields().get(field);
        if (value == null || isNull(value)) {
            return List.of();
        }
        if (!(value instanceof Document.Sequence sequence)) {
            throw wrong(field, "must be a list");
        }
        List<Fields> elements = new ArrayList<>();
        for (Document element : sequence.elements()) {
            String path = path(field) + "[" + elements.size() + "]";
            if (!(element instanceof Document.Mapping child)) {
                throw new BootstrapException(
                        from + ":" + element.line() + ": " + path + " must be a mapping of fields");
            }
            elements.add(new Fields(child, from, path));
        }
        return elements;
    }

    List<String> texts(String field) {
        Document value = mapping.fields().get(field);
        if (value == null || isNull(value)) {
            return List.of();
        }
        if (!(value instanceof Document.Sequence sequence)) {
            throw wrong(field, "must be a list");
        }
        List<String> texts = new ArrayList<>();
        for (Document element : sequence.elements()) {
            if (!(element instanceof Document.Scalar scalar)) {
                throw wrong(field, "must be a list of texts");
            }
            texts.add(scalar.text());
        }
        return texts;
    }

    /** As {@code google.protobuf.Struct} has them. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.fields().forEach((name, value) -> values.put(name, value(value)));
        return values;
    }

    private static Object value(Document document) {
        if (document instanceof Document.Mapping child) {
            return new Fields(child, "", "").values();
        }
        if (document instanceof Document.Sequence sequence) {
            return sequence.elements().stream().map(Fields::value).toList();
        }
        Document.Scalar scalar = (Document.Scalar) document;
        return switch (scalar.json()) {
            case "null" -> Optional.empty();
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> scalar.json().startsWith("\"") ? scalar.text() : Double.valueOf(scalar.json());
        };
    }

    private static boolean isNull(Document value) {
        return value instanceof Document.Scalar scalar && scalar.json().equals("null");
    }
}
