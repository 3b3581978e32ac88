package io.meshsdk.call;

/**
 * A moment on the clock of {@code Time.nanos()}.
 *
 * @param nanos {@link Long#MAX_VALUE} means never
 */
public record Deadline(long nanos) {
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

    public static Deadline after(long nowNanos, long delayNanos) {
        return new Deadline(nowNanos + delayNanos);
    }

    public boolean isSet() {
        return nanos != Long.MAX_VALUE;
    }

    public boolean passed(long nowNanos) {
        return isSet() && nowNanos - nanos >= 0;
    }

    /** Nanoseconds left, not below 0; {@link Long#MAX_VALUE} where there is no deadline. */
    public long remaining(long nowNanos) {
        return isSet() ? Math.max(0, nanos - nowNanos) : Long.MAX_VALUE;
    }

    public Deadline earlier(Deadline other) {
        if (!isSet()) {
            return other;
        }
        return !other.isSet() || nanos - other.nanos <= 0 ? this : other;
    }
}
