package io.meshsdk.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order sent. Names are lowercase, several fields of one name stay apart.
 *
 * <p>Immutable. One array holds name, value, name, value, …: a copy with a change is one allocation.
 */
public final class Headers {
    public static final Headers EMPTY = new Headers(new String[0], 0);

    private final String[] fields;
    private final int length;

    private Headers(String[] fields, int length) {
        this.fields = fields;
        this.length = length;
    }

    /** From name, value, name, value, …; names are lowercased. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "headers are pairs, but there are " + namesAndValues.length + " names and values");
        }
        String[] copy = namesAndValues.clone();
        for (int i = 0; i < copy.length; i += 2) {
            copy[i] = lowercase(copy[i]);
        }
        return new Headers(copy, copy.length);
    }

    public static Builder builder() {
        return new Builder(new String[16], 0);
    }

    /** Number of fields. */
    public int size() {
        return length / 2;
    }

    /** The lowercase name of field {@code index}. */
    public String name(int index) {
        return fields[2 * index];
    }

    public String value(int index) {
        return fields[2 * index + 1];
    }

    /** The first value of a header, or null. The name must be lowercase. */
    public @Nullable String get(String name) {
        for (int i = 0; i < length; i += 2) {
            if (fields[i].equals(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    public boolean contains(String name) {
        return get(name) != null;
    }

    /** All values of a header, in order. The name must be lowercase. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < length; i += 2) {
            if (fields[i].equals(name)) {
                values.add(fields[i + 1]);
            }
        }
        return values;
    }

    /** A copy in which a header has this one value; in the place of the first of its name, if there was one. */
    public Headers with(String name, String value) {
        return contains(name) ? toBuilder().set(name, value).build() : plus(name, value);
    }

    /** A copy with one field more, at the end. The name must be lowercase. */
    public Headers plus(String name, String value) {
        String[] copy = Arrays.copyOf(fields, length + 2);
        copy[length] = name;
        copy[length + 1] = value;
        return new Headers(copy, length + 2);
    }

    /** A copy with two fields more, at the end. The names must be lowercase. */
    public Headers plus(String name, String value, String nextName, String nextValue) {
        String[] copy = Arrays.copyOf(fields, length + 4);
        copy[length] = name;
        copy[length + 1] = value;
        copy[length + 2] = nextName;
        copy[length + 3] = nextValue;
        return new Headers(copy, length + 4);
    }

    /** A builder that starts with these fields. */
    public Builder toBuilder() {
        return new Builder(Arrays.copyOf(fields, length + 4), length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Headers that && Arrays.equals(fields, 0, length, that.fields, 0, that.length));
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + fields[i].hashCode();
        }
        return hash;
    }

    /** Names and sizes only: a header value may be a secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < length; i += 2) {
            text.append(i == 0 ? "" : ", ")
                    .append(fields[i])
                    .append('(')
                    .append(fields[i + 1].length())
                    .append(')');
        }
        return text.append(']').toString();
    }

    private static String lowercase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    /** Changes a copy. Used by one thread, and not after {@link #build()}. */
    public static final class Builder {
        private String[] fields;
        private int length;

        private Builder(String[] fields, int length) {
            this.fields = fields;
            this.length = length;
        }

        public Builder add(String name, String value) {
            if (length + 2 > fields.length) {
                fields = Arrays.copyOf(fields, Math.max(16, fields.length * 2));
            }
            fields[length++] = lowercase(name);
            fields[length++] = value;
            return this;
        }

        /** Replaces the first field of that name in its place and removes the others; adds one where there was none. */
        public Builder set(String name, String value) {
            String lower = lowercase(name);
            boolean seen = false;
            int kept = 0;
            for (int i = 0; i < length; i += 2) {
                boolean same = fields[i].equals(lower);
                if (same && seen) {
                    continue;
                }
                fields[kept] = fields[i];
                fields[kept + 1] = same ? value : fields[i + 1];
                seen |= same;
                kept += 2;
            }
            length = kept;
            return seen ? this : add(lower, value);
        }

        public Builder remove(String name) {
            String lower = lowercase(name);
            int kept = 0;
            for (int i = 0; i < length; i += 2) {
                if (!fields[i].equals(lower)) {
                    fields[kept] = fields[i];
                    fields[kept + 1] = fields[i + 1];
                    kept += 2;
                }
            }
            length = kept;
            return this;
        }

        public Headers build() {
            return length == 0 ? EMPTY : new Headers(fields, length);
        }
    }
}
