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
     * @param sha256 of the certificate, in lower-case hex; empty where only its names are known
     */
    record Certified(List<String> uriSans, List<String> dnsSans, String subject, String sha256) implements Peer {
        public Certified {
            uriSans = List.copyOf(uriSans);
            dnsSans = List.copyOf(dnsSans);
        }

        /** Of a certificate of which only the names are known. */
        public Certified(List<String> uriSans, List<String> dnsSans, String subject) {
            this(uriSans, dnsSans, subject, "");
        }

        @Override
        public String name() {
            return !uriSans.isEmpty() ? uriSans.get(0) : !dnsSans.isEmpty() ? dnsSans.get(0) : subject;
        }
    }
}
