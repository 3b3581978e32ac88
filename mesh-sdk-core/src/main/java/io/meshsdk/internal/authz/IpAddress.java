package io.meshsdk.internal.authz;

import org.jspecify.annotations.Nullable;

/**
 * An IP address.
 *
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits, or the 32 of IPv4
 */
public record IpAddress(boolean v6, long high, long low) {
    private static final int GROUPS = 8;

    /**
     * @param bytes 4 or 16, in network order
     */
    public static IpAddress of(byte[] bytes) {
        if (bytes.length == 4) {
            return new IpAddress(false, 0, number(bytes, 0, 4));
        }
        return new IpAddress(true, number(bytes, 0, 8), number(bytes, 8, 8));
    }

    /** Null where the text is not an IP literal; it may be a peer's and so be anything. */
    public static @Nullable IpAddress parse(String text) {
        if (text.indexOf(':') < 0) {
            long v4 = v4(text);
            return v4 < 0 ? null : new IpAddress(false, 0, v4);
        }
        return v6(text);
    }

    /** As it is written in short: {@code 10.0.0.1}, {@code 2001:db8::1}. */
    public String text() {
        if (!v6) {
            return ((low >> 24) & 0xff) + "." + ((low >> 16) & 0xff) + "." + ((low >> 8) & 0xff) + "." + (low & 0xff);
        }
        int gap = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && group(i + zeros) == 0) {
                zeros++;
            }
            if (zeros > longest) {
                longest = zeros;
                gap = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += longest - 1;
            } else {
                boolean first = i == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        int inHalf = index % (GROUPS / 2);
        return (int) ((half >> (16 * (GROUPS / 2 - 1 - inHalf))) & 0xffff);
    }

    private static long number(byte[] bytes, int from, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = (number << 8) | (bytes[from + i] & 0xff);
        }
        return number;
    }

    /** Negative where it is none. */
    private static long v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return -1;
        }
        long number = 0;
        for (String part : parts) {
            int value = digits(part, 3, 10);
            if (value < 0 || value > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
                return -1;
            }
            number = (number << 8) | value;
        }
        return number;
    }

    private static @Nullable IpAddress v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] groups = new int[GROUPS];
        int head = gap < 0 ? read(text, groups) : read(text.substring(0, gap), groups);
        if (gap < 0) {
            return head == GROUPS ? of(groups) : null;
        }
        int[] end = new int[GROUPS];
        int tail = read(text.substring(gap + 2), end);
        if (head < 0 || tail < 0 || head + tail >= GROUPS) {
            return null;
        }
        System.arraycopy(end, 0, groups, GROUPS - tail, tail);
        return of(groups);
    }

    private static IpAddress of(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS / 2; i++) {
            high = (high << 16) | groups[i];
            low = (low << 16) | groups[i + GROUPS / 2];
        }
        return new IpAddress(true, high, low);
    }

    /** How many groups there are; negative where something is wrong. */
    private static int read(String text, int[] into) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean embedded = i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            if (count + (embedded ? 2 : 1) > GROUPS) {
                return -1;
            }
            if (embedded) {
                long v4 = v4(parts[i]);
                if (v4 < 0) {
                    return -1;
                }
                into[count++] = (int) (v4 >> 16);
                into[count++] = (int) (v4 & 0xffff);
            } else {
                int group = digits(parts[i], 4, 16);
                if (group < 0) {
                    return -1;
                }
                into[count++] = group;
            }
        }
        return count;
    }

    private static int digits(String text, int most, int radix) {
        if (text.isEmpty() || text.length() > most) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = radix * number + digit;
        }
        return number;
    }
}
