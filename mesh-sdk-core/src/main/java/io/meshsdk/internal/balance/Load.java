package io.meshsdk.internal.balance;

/** How busy endpoints are now. */
@FunctionalInterface
public interface Load {
    /** Attempts in flight. */
    int active(int endpoint);
}
