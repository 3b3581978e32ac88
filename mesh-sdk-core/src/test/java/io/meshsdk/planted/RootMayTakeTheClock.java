package io.meshsdk.planted;

/** Allowed: the root package is where clocks come from. */
public final class RootMayTakeTheClock {
    public long now() {
        return System.nanoTime();
    }
}
