package io.meshsdk.internal.net;

/** Bytes of one line, or of one head, while they are looked at. One serves all connections of a loop, each within one call. */
final class HeadScratch {
    private byte[] bytes = new byte[2048];

    byte[] bytes() {
        return bytes;
    }

    /** Room for so many bytes; what stood there is lost. */
    byte[] atLeast(int length) {
        if (length > bytes.length) {
            bytes = new byte[Math.max(length, 2 * bytes.length)];
        }
        return bytes;
    }
}
