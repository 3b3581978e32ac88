package io.meshsdk.samples.canary;

import java.io.PrintStream;

/** Tells steps, and remembers whether all held. */
final class Story {
    private final PrintStream out;
    private int steps;
    private boolean held = true;

    Story(PrintStream out) {
        this.out = out;
    }

    void step(String title) {
        steps++;
        out.printf("%n%d. %s%n", steps, title);
        out.printf("   %-42s %-24s %-24s%n", "", "expected", "observed");
    }

    void observe(String what, String expected, Object observed, boolean holds) {
        held &= holds;
        out.printf("   %-42s %-24s %-24s%s%n", what, expected, observed, holds ? "" : "  <-- does not hold");
    }

    boolean held() {
        return held;
    }
}
