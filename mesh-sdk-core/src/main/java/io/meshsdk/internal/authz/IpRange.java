package io.meshsdk.internal.authz;

import io.meshsdk.model.CidrRange;

/** A {@link CidrRange}, compiled: bits beyond the prefix do not count, and IPv4 addresses are in no IPv6 range. */
public final class IpRange {
    private final IpAddress base;
    private final int length;
    private final long highMask;
    private final long lowMask;

    private IpRange(IpAddress base, int length) {
        this.base = base;
        this.length = length;
        int bits = base.v6() ? length : length + 96;
        this.highMask = bits >= 64 ? -1 : mask(bits);
        this.lowMask = bits <= 64 ? 0 : mask(bits - 64);
    }

    /**
     * @throws IllegalArgumentException where the prefix is not an IP literal
     */
    public static IpRange of(CidrRange range) {
        IpAddress base = IpAddress.parse(range.addressPrefix());
        if (base == null || range.prefixLen() < 0) {
            throw new IllegalArgumentException("not an IP range: " + range.addressPrefix() + "/" + range.prefixLen());
        }
        // As Envoy does, a length that is too long is the longest.
        return new IpRange(base, Math.min(range.prefixLen(), base.v6() ? 128 : 32));
    }

    public boolean contains(IpAddress address) {
        return address.v6() == base.v6()
                && ((address.high() ^ base.high()) & highMask) == 0
                && ((address.low() ^ base.low()) & lowMask) == 0;
    }

    /** Of the prefix, in bits. */
    public int length() {
        return length;
    }

    /** The upper bits set. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }
}
