package io.meshsdk.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** A benchmark's options, each {@code name=value}. */
final class Options {
    private final Map<String, String> given = new LinkedHashMap<>();

    Options(String[] arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(argument + ": options are written name=value");
            }
            given.put(parts[0], parts[1]);
        }
    }

    String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return optional(name).orElse(otherwise);
    }

    double decimal(String name, double otherwise) {
        String value = given.get(name);
        return value == null ? otherwise : Double.parseDouble(value);
    }

    OptionalInt optional(String name) {
        String value = given.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }
}
