package io.meshsdk.planted;

/** Allowed: named as what clocks come from. */
public final class ControlThread {
    public long now() {
        return System.nanoTime();
    }
}
