package io.meshsdk.check;

import java.util.List;

/**
 * What the engine made of one recorded decision.
 *
 * @param name of the case: its file, its number in it, and what was asked
 * @param differences between what was recorded and what the engine decides; empty where they agree
 */
public record Verdict(String name, List<String> differences) {
    public Verdict {
        differences = List.copyOf(differences);
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
