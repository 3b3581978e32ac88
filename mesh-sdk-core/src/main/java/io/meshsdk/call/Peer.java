package io.meshsdk.call;

import java.util.List;

/** Who is at the other end of a connection. */
public sealed interface Peer {
    Peer PLAINTEXT = new Plaintext();
    Peer ANONYMOUS = new Anonymous();

    /** The first URI SAN, else the first DNS SAN, else the subject; {@code -} where none was shown. */
    String name();

    /** No TLS. */
    record Plaintext() implements Peer {
        @Override
        public String name() {
            return "-";
        }
    }

    /** TLS, but no certificate was shown. */
    record Anonymous() implements Peer {
        @Override
        public String name() {
            return "-";
        }
    }

    /**
     * A verified certificate.
     *
     * @param uriSans SPIFFE identities among them
     * @param subject RFC 2253
     */
    record Certified(List<String> uriSans, List<String> dnsSans, String subject) implements Peer {
        public Certified {
            uriSans = List.copyOf(uriSans);
            dnsSans = List.copyOf(dnsSans);
        }

        @Override
        public String name() {
            return !uriSans.isEmpty() ? uriSans.get(0) : !dnsSans.isEmpty() ? dnsSans.get(0) : subject;
        }
    }
}
