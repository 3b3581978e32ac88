package io.meshsdk.internal.http;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order. */
final class Transcript {
    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    /** Since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }
}
