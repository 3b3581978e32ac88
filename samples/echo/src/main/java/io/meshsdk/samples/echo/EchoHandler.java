package io.meshsdk.samples.echo;

import io.meshsdk.call.Peer;
import io.meshsdk.spring.MeshPeer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;
import tools.jackson.databind.json.JsonMapper;

/** Answers with what it saw. */
final class EchoHandler implements HttpRequestHandler {
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";
    private static final String SECURE_PROTOCOL = "jakarta.servlet.request.secure_protocol";

    private final String service;
    private final JsonMapper json;

    EchoHandler(String service, JsonMapper json) {
        this.service = service;
        this.json = json;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] answer = json.writeValueAsBytes(seen(request));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }

    private Echo seen(HttpServletRequest request) throws IOException {
        // Trailers are there only when the body has been read.
        Echo.Body body = body(request.getInputStream());
        return new Echo(
                service,
                request.getMethod(),
                request.getRequestURI(),
                request.getQueryString(),
                request.getProtocol(),
                headers(request),
                body,
                request.isTrailerFieldsReady() ? request.getTrailerFields() : Map.of(),
                request.getRemoteAddr() + ":" + request.getRemotePort(),
                MeshPeer.of(request).map(EchoHandler::caller).orElse(null),
                request.isSecure() ? tls(request) : null);
    }

    private static Echo.Body body(InputStream stream) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[8192];
        long bytes = 0;
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            digest.update(buffer, 0, count);
            bytes += count;
        }
        return new Echo.Body(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return headers;
    }

    private static Echo.Caller caller(MeshPeer peer) {
        return new Echo.Caller(
                peer.peer() instanceof Peer.Certified,
                peer.peer().name(),
                peer.spiffeId().orElse(null));
    }

    private static Echo.Tls tls(HttpServletRequest request) {
        Optional<X509Certificate> certificate =
                request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                        ? Optional.of(chain[0])
                        : Optional.empty();
        return new Echo.Tls(
                text(request.getAttribute(SECURE_PROTOCOL)),
                text(request.getAttribute(CIPHER_SUITE)),
                certificate
                        .map(leaf -> leaf.getSubjectX500Principal().getName())
                        .orElse(null),
                certificate.map(EchoHandler::sans).orElse(List.of()));
    }

    private static List<String> sans(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> sans = certificate.getSubjectAlternativeNames();
            if (sans != null) {
                sans.forEach(san -> names.add(String.valueOf(san.get(1))));
            }
        } catch (CertificateParsingException e) {
            names.add("unreadable: " + e.getMessage());
        }
        return names;
    }

    private static @Nullable String text(@Nullable Object attribute) {
        return attribute == null ? null : attribute.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
