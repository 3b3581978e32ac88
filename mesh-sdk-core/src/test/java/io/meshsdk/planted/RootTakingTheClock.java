package io.meshsdk.planted;

/** Not every class of the root package puts a mesh together. */
public final class RootTakingTheClock {
    public long now() {
        return System.nanoTime();
    }
}
