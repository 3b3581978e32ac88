package io.meshsdk.model;

/**
 * {@code envoy.type.v3.FractionalPercent}.
 *
 * @param denominator 100, 10 000 or 1 000 000
 */
public record FractionalPercent(long numerator, int denominator) {
    public static final FractionalPercent ALL = new FractionalPercent(100, 100);
    public static final FractionalPercent NONE = new FractionalPercent(0, 100);

    /** Whether the random value, any non-negative number, falls within the share. */
    public boolean takes(long random) {
        return Long.remainderUnsigned(random, denominator) < numerator;
    }
}
