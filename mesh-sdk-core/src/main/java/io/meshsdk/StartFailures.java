package io.meshsdk;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a failure to reach a management server means, and what to do about it. */
final class StartFailures {
    /** By the status with which a stream ends. */
    private static final Map<String, String> STATUSES = Map.of(
            "UNAUTHENTICATED",
            "the control plane does not know who this is: give its cluster a transport_socket with this workload's certificate, as the"
                    + " control plane asks for",
            "PERMISSION_DENIED",
            "the control plane knows this workload and does not serve it: see its own policy",
            "UNIMPLEMENTED",
            "this is a gRPC server without this discovery service: name the control plane's xDS port",
            "RESOURCE_EXHAUSTED",
            "the control plane is busy, or its response is too large: see its log");

    private StartFailures() {}

    static Checkup tcp(SocketAddress address, IOException failure) {
        boolean refused = find(failure, ConnectException.class).isPresent()
                && !text(failure).contains("timed out");
        return refused
                ? Checkup.failed(
                        "tcp",
                        address + " refuses connections: " + failure.getMessage(),
                        "start the control plane, or mend the address: nothing listens there")
                : Checkup.failed(
                        "tcp",
                        address + " does not answer: " + failure.getMessage(),
                        "see whether a firewall or a network policy stands between");
    }

    static Checkup tls(SocketAddress address, String authority, IOException failure) {
        String text = text(failure);
        String found = address + ": " + root(failure);
        if (find(failure, CertificateExpiredException.class).isPresent()) {
            return Checkup.failed("tls", found, "the control plane's certificate has expired: renew it there");
        }
        if (find(failure, CertificateNotYetValidException.class).isPresent()) {
            return Checkup.failed(
                    "tls", found, "the control plane's certificate is not valid yet: compare the two clocks");
        }
        if (find(failure, CertPathBuilderException.class).isPresent()
                || find(failure, CertPathValidatorException.class).isPresent()) {
            return Checkup.failed(
                    "tls",
                    found,
                    "no root in trusted_ca vouches for the control plane's certificate: give the CA that signed it");
        }
        if (find(failure, CertificateException.class).isPresent()) {
            return Checkup.failed(
                    "tls",
                    found,
                    "the control plane is not who the bootstrap asks for (" + authority
                            + "): mend match_typed_subject_alt_names or the name connected to");
        }
        if (text.contains("not an ssl") || text.contains("unsupported or unrecognized")) {
            return Checkup.failed(
                    "tls",
                    found,
                    "the server speaks plaintext: name its TLS port, or drop the transport_socket of its cluster");
        }
        if (text.contains("timed out")) {
            return Checkup.failed(
                    "tls",
                    address + " takes connections and says nothing: " + root(failure),
                    "see whether the control plane hangs, or waits for a proxy's header");
        }
        if (text.contains("alert")) {
            return Checkup.failed(
                    "tls",
                    found,
                    "the control plane refuses this client: see whether it wants a certificate, and trusts the CA of the one shown");
        }
        return Checkup.failed(
                "tls",
                found,
                "the server ended the handshake: see its log; it may speak plaintext, or want a client certificate");
    }

    /**
     * @param why as the stream tells; empty where it told nothing in time
     */
    static Checkup grpc(String step, String server, String why, Duration limit) {
        if (why.isEmpty()) {
            return Checkup.failed(
                    step,
                    server + " takes connections and says nothing within " + limit.toMillis() + " ms",
                    "see whether the control plane hangs, or speaks TLS on this port");
        }
        String advice = STATUSES.entrySet().stream()
                .filter(status -> why.startsWith(status.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> broken(why));
        return Checkup.failed(step, server + ": " + why, advice);
    }

    private static String broken(String why) {
        String text = why.toLowerCase(Locale.ROOT);
        if (text.contains("not settings") || text.contains("http/2 preface") || text.contains("http/1")) {
            return "the server speaks no plaintext HTTP/2: give its cluster a transport_socket with TLS, or name its gRPC port";
        }
        if (text.contains("alert") || text.contains("ssl")) {
            return "the control plane ends TLS: see whether it trusts the CA of this workload's certificate";
        }
        return "see the control plane's log; it may speak TLS on this port, or want another service";
    }

    static Checkup silent(String server, String type, String node, Duration limit) {
        return Checkup.failed(
                "response",
                server + " has taken the stream and sent nothing of type " + type + " within " + limit.toMillis()
                        + " ms",
                "see whether the control plane has configuration for node '" + node
                        + "': its id, cluster and metadata decide what it is sent");
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(each).append(' ');
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
