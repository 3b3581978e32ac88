package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Peer;
import io.meshsdk.model.HttpConnectionManager.ClientCertDetail;
import io.meshsdk.model.HttpConnectionManager.ForwardClientCertDetails;
import io.meshsdk.model.HttpConnectionManager.RequestHeaders;
import io.meshsdk.transport.ServerSecurity;
import java.util.ArrayList;
import java.util.List;

/** {@code x-forwarded-client-cert}: who the caller is, for applications that read it from there. */
final class ClientCertificateHeader {
    private static final String NAME = "x-forwarded-client-cert";

    private final ForwardClientCertDetails forward;
    private final List<ClientCertDetail> details;

    ClientCertificateHeader(RequestHeaders configured) {
        this.forward = configured.forwardClientCertDetails();
        this.details = configured.setCurrentClientCertDetails();
    }

    void write(Headers before, Peer peer, ServerSecurity security, Headers.Builder headers) {
        if (forward == ForwardClientCertDetails.ALWAYS_FORWARD_ONLY) {
            return;
        }
        // Who showed no certificate is nobody whose word, or whose forwarding of others' words, counts.
        if (forward == ForwardClientCertDetails.SANITIZE || !(peer instanceof Peer.Certified caller)) {
            headers.remove(NAME);
            return;
        }
        if (forward == ForwardClientCertDetails.FORWARD_ONLY) {
            return;
        }
        String current = current(caller, security);
        List<String> former = before.all(NAME);
        headers.set(
                NAME,
                forward == ForwardClientCertDetails.APPEND_FORWARD && !former.isEmpty()
                        ? String.join(",", former) + "," + current
                        : current);
    }

    private String current(Peer.Certified caller, ServerSecurity security) {
        List<String> parts = new ArrayList<>();
        if (security instanceof ServerSecurity.Tls tls) {
            tls.ownUriSans().forEach(san -> parts.add("By=" + san));
        }
        if (!caller.sha256().isEmpty()) {
            parts.add("Hash=" + caller.sha256());
        }
        for (ClientCertDetail detail : details) {
            switch (detail) {
                case SUBJECT -> parts.add("Subject=\"" + caller.subject() + "\"");
                case URI -> {
                    if (caller.uriSans().isEmpty()) {
                        parts.add("URI=");
                    }
                    caller.uriSans().forEach(san -> parts.add("URI=" + san));
                }
                case DNS -> caller.dnsSans().forEach(san -> parts.add("DNS=" + san));
            }
        }
        return String.join(";", parts);
    }
}
