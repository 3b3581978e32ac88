package io.meshsdk;

/**
 * What {@link MeshDoctor} found in one step. Holds no secret.
 *
 * @param step as {@code tcp}
 * @param outcome how it went
 * @param found what was seen, in a sentence
 * @param advice what to do; empty where nothing is to be done
 */
public record Checkup(String step, Outcome outcome, String found, String advice) {
    /** How a step went. */
    public enum Outcome {
        OK,
        /** A start works, and something is amiss. */
        WARNING,
        FAILED,
        /** There was nothing to try. */
        SKIPPED
    }

    static Checkup ok(String step, String found) {
        return new Checkup(step, Outcome.OK, found, "");
    }

    static Checkup warning(String step, String found, String advice) {
        return new Checkup(step, Outcome.WARNING, found, advice);
    }

    static Checkup failed(String step, String found, String advice) {
        return new Checkup(step, Outcome.FAILED, found, advice);
    }

    static Checkup skipped(String step, String found) {
        return new Checkup(step, Outcome.SKIPPED, found, "");
    }
}
