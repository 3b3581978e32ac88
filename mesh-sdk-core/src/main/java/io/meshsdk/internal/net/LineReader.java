package io.meshsdk.internal.net;

import io.netty.buffer.ByteBuf;

/** Takes whole lines out of what has come, within a limit for all lines of a head. */
final class LineReader {
    private final HeadScratch scratch;
    private final int maxBytes;
    private int bytesLeft;
    /** Bytes of an unfinished line that hold no LF, so that none is looked at twice. */
    private int searched;

    LineReader(HeadScratch scratch, int maxBytes) {
        this.scratch = scratch;
        this.maxBytes = maxBytes;
    }

    /** A new head, with the whole limit. */
    void restart() {
        bytesLeft = maxBytes;
        searched = 0;
    }

    /** The length of the line that stands in the scratch now, without its end; -1 where the line is not complete yet. */
    int read(ByteBuf in) throws ProtocolViolation {
        int start = in.readerIndex();
        int lf = in.indexOf(start + searched, in.writerIndex(), (byte) '\n');
        int length = (lf < 0 ? in.writerIndex() : lf + 1) - start;
        if (length > bytesLeft) {
            throw new ProtocolViolation("http1.headers_too_large: more than " + maxBytes + " bytes");
        }
        if (lf < 0) {
            searched = length;
            return -1;
        }
        searched = 0;
        bytesLeft -= length;
        // Differs from Envoy, which takes a bare LF in heads: a server behind another proxy may see a different line
        // end.
        if (length < 2 || in.getByte(lf - 1) != '\r') {
            throw new ProtocolViolation("http1.codec_error: a line ends without CR");
        }
        in.readBytes(scratch.atLeast(length), 0, length);
        return length - 2;
    }
}
