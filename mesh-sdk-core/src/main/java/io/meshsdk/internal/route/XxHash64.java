package io.meshsdk.internal.route;

import java.nio.charset.StandardCharsets;

/** XXH64 of text, bit by bit that of Envoy: a mixed fleet must agree where a key belongs. */
final class XxHash64 {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private XxHash64() {}

    /** Of the bytes of header text, whose characters are those of ISO 8859-1; others count as their UTF-8. */
    static long hash(String text, long seed) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                return hash(new String(bytes, StandardCharsets.ISO_8859_1), seed);
            }
        }
        int length = text.length();
        int at = 0;
        long hash;
        if (length >= 32) {
            long a = seed + P1 + P2;
            long b = seed + P2;
            long c = seed;
            long d = seed - P1;
            for (; at <= length - 32; at += 32) {
                a = round(a, eight(text, at));
                b = round(b, eight(text, at + 8));
                c = round(c, eight(text, at + 16));
                d = round(d, eight(text, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + P5;
        }
        return tail(text, at, hash + length);
    }

    private static long tail(String text, int from, long start) {
        long hash = start;
        int at = from;
        for (; at <= text.length() - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, eight(text, at)), 27) * P1 + P4;
        }
        if (at <= text.length() - 4) {
            hash = Long.rotateLeft(hash ^ (four(text, at) * P1), 23) * P2 + P3;
            at += 4;
        }
        for (; at < text.length(); at++) {
            hash = Long.rotateLeft(hash ^ (text.charAt(at) * P5), 11) * P1;
        }
        hash = (hash ^ (hash >>> 33)) * P2;
        hash = (hash ^ (hash >>> 29)) * P3;
        return hash ^ (hash >>> 32);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * P1 + P4;
    }

    private static long eight(String text, int at) {
        return four(text, at) | four(text, at + 4) << 32;
    }

    private static long four(String text, int at) {
        return text.charAt(at)
                | (long) text.charAt(at + 1) << 8
                | (long) text.charAt(at + 2) << 16
                | (long) text.charAt(at + 3) << 24;
    }
}
