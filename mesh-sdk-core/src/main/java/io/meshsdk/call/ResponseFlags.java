package io.meshsdk.call;

/**
 * A set of {@link ResponseFlag}s.
 *
 * @param bits bit n is the flag of ordinal n
 */
public record ResponseFlags(long bits) {
    public static final ResponseFlags NONE = new ResponseFlags(0);

    public static ResponseFlags of(ResponseFlag flag) {
        return new ResponseFlags(1L << flag.ordinal());
    }

    public ResponseFlags with(ResponseFlag flag) {
        return new ResponseFlags(bits | 1L << flag.ordinal());
    }

    public boolean contains(ResponseFlag flag) {
        return (bits & 1L << flag.ordinal()) != 0;
    }

    /** As Envoy prints them: {@code URX,UT} by name, or {@code -} for none. */
    @Override
    public String toString() {
        if (bits == 0) {
            return "-";
        }
        StringBuilder text = new StringBuilder();
        for (ResponseFlag flag : ResponseFlag.values()) {
            if (contains(flag)) {
                text.append(text.isEmpty() ? "" : ",").append(flag);
            }
        }
        return text.toString();
    }
}
