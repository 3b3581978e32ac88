package io.meshsdk.internal.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parts of authorities, by their text whatever its case. A hash table of its own, because one of the JDK's would want a new
 * string for each part that is looked up.
 */
final class DomainTable {
    /** From which end texts are read: those that grow at their end, or those that grow at their beginning. */
    enum Reading {
        FORWARD,
        BACKWARD
    }

    record Entry(String text, HostRoutes routes) {}

    private final Reading reading;
    /** At least half are empty, so that a search ends. */
    private final @Nullable Entry[] slots;
    /** Of all texts, ascending, each once. */
    private final int[] lengths;

    /**
     * @param entries in lower case; of two with one text the first counts
     */
    DomainTable(Reading reading, List<Entry> entries) {
        this.reading = reading;
        this.slots = new Entry[Integer.highestOneBit(Math.max(1, entries.size())) * 4];
        this.lengths = entries.stream()
                .mapToInt(entry -> entry.text().length())
                .distinct()
                .sorted()
                .toArray();
        for (Entry entry : entries) {
            int length = entry.text().length();
            int hash = hash(0, entry.text(), length, 0, length);
            if (at(hash, entry.text(), length, length) == null) {
                insert(hash, entry);
            }
        }
    }

    boolean isEmpty() {
        return lengths.length == 0;
    }

    /** What has all of the text. */
    @Nullable
    HostRoutes whole(String text, int end) {
        return isEmpty() ? null : at(hash(0, text, end, 0, end), text, end, end);
    }

    /**
     * What has the longest part of the text, from the end where this table reads, that leaves at least one character.
     *
     * @param end where the text ends
     */
    @Nullable
    HostRoutes longest(String text, int end) {
        HostRoutes longest = null;
        int hash = 0;
        int hashed = 0;
        for (int length : lengths) {
            if (length >= end) {
                break;
            }
            hash = hash(hash, text, end, hashed, length);
            hashed = length;
            HostRoutes found = at(hash, text, end, length);
            longest = found == null ? longest : found;
        }
        return longest;
    }

    /** The hash of {@code to} characters, from that of {@code from} characters. */
    private int hash(int before, String text, int end, int from, int to) {
        int hash = before;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + lower(text.charAt(reading == Reading.FORWARD ? i : end - 1 - i));
        }
        return hash;
    }

    private @Nullable HostRoutes at(int hash, String text, int end, int length) {
        int start = reading == Reading.FORWARD ? 0 : end - length;
        for (int i = slot(hash); ; i = (i + 1) & (slots.length - 1)) {
            Entry entry = slots[i];
            if (entry == null) {
                return null;
            }
            if (entry.text().length() == length && isSame(entry.text(), text, start)) {
                return entry.routes();
            }
        }
    }

    private void insert(int hash, Entry entry) {
        int i = slot(hash);
        while (slots[i] != null) {
            i = (i + 1) & (slots.length - 1);
        }
        slots[i] = entry;
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 16)) & (slots.length - 1);
    }

    private static boolean isSame(String lower, String text, int start) {
        for (int i = 0; i < lower.length(); i++) {
            if (lower.charAt(i) != lower(text.charAt(start + i))) {
                return false;
            }
        }
        return true;
    }

    /** As Envoy does: ASCII letters only. */
    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
