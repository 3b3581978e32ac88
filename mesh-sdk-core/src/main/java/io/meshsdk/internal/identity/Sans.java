package io.meshsdk.internal.identity;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The subject alternative names of a certificate that have a text. */
record Sans(List<String> uris, List<String> dns, List<String> emails, List<String> ips) {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;

    Sans {
        uris = List.copyOf(uris);
        dns = List.copyOf(dns);
        emails = List.copyOf(emails);
        ips = List.copyOf(ips);
    }

    static Sans of(X509Certificate certificate) throws CertificateParsingException {
        List<String> uris = new ArrayList<>();
        List<String> dns = new ArrayList<>();
        List<String> emails = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (name.size() < 2 || !(name.get(0) instanceof Integer kind) || !(name.get(1) instanceof String text)) {
                continue;
            }
            switch (kind) {
                case EMAIL -> emails.add(text);
                case DNS -> dns.add(text);
                case URI -> uris.add(text);
                case IP -> ips.add(ip(text));
                default -> {
                    // Directory names and the like have no matcher.
                }
            }
        }
        return new Sans(uris, dns, emails, ips);
    }

    /** The JDK writes IPv6 in full, Envoy's matchers are written in short. */
    private static String ip(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        return bytes == null ? text : NetUtil.bytesToIpAddress(bytes);
    }
}
