package io.meshsdk.model;

/** {@code envoy.config.core.v3.DataSource}. The bytes may be a secret and are never printed. */
public sealed interface DataSource {
    /** Not given. */
    record None() implements DataSource {}

    record Bytes(byte[] bytes) implements DataSource {
        public Bytes {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof Bytes that && java.util.Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "[" + bytes.length + " bytes]";
        }
    }

    /**
     * A file.
     *
     * @param watchedDirectory whose changes mean that the file may have changed; empty for the file's own
     */
    record File(String path, String watchedDirectory) implements DataSource {}

    record Environment(String variable) implements DataSource {}
}
