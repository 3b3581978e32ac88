package io.meshsdk.internal.call;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.internal.match.ListValues;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.RequestHeaders;
import io.meshsdk.transport.ServerSecurity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as everybody behind the connection manager sees it, policies and routes first: without what speaks of
 * the connection only and what a stranger may not claim, with what the connection is known to be. Envoy's {@code
 * mutateRequestHeaders}. No caller is internal: {@code internal_address_config} is not read.
 */
final class ArrivingHead {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "upgrade", "te");
    /** To nominate these would hide where a request comes from. */
    private static final Set<String> NOT_NOMINATED = Set.of(
            "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", ":authority", ":method", ":path", ":scheme");

    /** What only callers within may say. */
    private static final Set<String> INTERNAL = Set.of(
            "x-envoy-internal",
            "x-envoy-force-trace",
            "x-envoy-hedge-on-per-try-timeout",
            "x-envoy-ip-tags",
            "x-envoy-max-retries",
            "x-envoy-original-url",
            "x-envoy-retriable-header-names",
            "x-envoy-retriable-status-codes",
            "x-envoy-retry-grpc-on",
            "x-envoy-retry-on",
            "x-envoy-upstream-alt-stat-name",
            "x-envoy-upstream-rq-per-try-timeout-ms",
            "x-envoy-upstream-rq-timeout-alt-response",
            "x-envoy-upstream-rq-timeout-ms",
            "x-envoy-upstream-stream-duration-ms",
            "x-envoy-expected-rq-timeout-ms");
    /** What a proxy within may say, and nobody at the edge. */
    private static final Set<String> OF_PROXIES = Set.of(
            "x-envoy-decorator-operation",
            "x-envoy-downstream-service-cluster",
            "x-envoy-downstream-service-node",
            "x-envoy-original-host",
            "x-envoy-original-path");

    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_PROTO = "x-forwarded-proto";
    private static final String EXTERNAL_ADDRESS = "x-envoy-external-address";
    private static final String REQUEST_ID = "x-request-id";

    private final RequestHeaders configured;
    private final ClientCertificateHeader certificate;
    /** {@code use_remote_address}: whoever connects is a client, not a proxy of ours. */
    private final boolean edge;

    private final int trustedHops;

    ArrivingHead(HttpConnectionManager manager) {
        this.configured = manager.requestHeaders();
        this.certificate = new ClientCertificateHeader(configured);
        this.edge = manager.useRemoteAddress();
        this.trustedHops = manager.xffNumTrustedHops();
    }

    /** Why such a head is refused: 400 with these details; null where it is not. */
    @Nullable
    String malformed(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals("connection") && nominates(headers.value(i))) {
                for (String nominated : ListValues.lowercase(headers.value(i))) {
                    if (NOT_NOMINATED.contains(nominated)) {
                        return "http1.connection_header_rejected";
                    }
                }
            }
        }
        return null;
    }

    /** Whether it asks for another protocol that the configuration does not enable: 403. */
    boolean forbiddenUpgrade(Headers headers) {
        Set<String> wanted = upgrades(headers);
        return !wanted.isEmpty() && !configured.upgradeTypes().containsAll(wanted);
    }

    /**
     * @param client as {@code use_remote_address} and {@code xff_num_trusted_hops} say
     * @param random for the ID of a request that has none
     */
    RequestHead of(
            RequestHead head,
            Peer peer,
            Encryption encryption,
            ServerSecurity security,
            IpAddress connected,
            IpAddress client,
            RandomGenerator random) {
        Headers before = head.headers();
        Headers.Builder headers = before.toBuilder();
        leaveOut(before, headers);
        if (before.contains("te") && tokens(before.all("te")).contains("trailers")) {
            headers.set("te", "trailers");
        }
        if (edge && !configured.skipXffAppend()) {
            List<String> forwarded = before.all(FORWARDED_FOR);
            String own = connected.text();
            headers.set(FORWARDED_FOR, forwarded.isEmpty() ? own : String.join(",", forwarded) + "," + own);
        }
        if (!before.contains(FORWARDED_PROTO) || (edge && trustedHops == 0)) {
            headers.set(FORWARDED_PROTO, encryption == Encryption.TLS ? "https" : "http");
        }
        if (edge) {
            headers.set(EXTERNAL_ADDRESS, client.text());
        }
        boolean foreign = edge && !configured.preserveExternalRequestId();
        if (configured.generateRequestId() && (foreign || !before.contains(REQUEST_ID))) {
            headers.set(REQUEST_ID, randomId(random));
        }
        certificate.write(before, peer, security, headers);
        return head.withHeaders(headers.build());
    }

    /** Nearly every request has little of it, and nothing is made for those. */
    private void leaveOut(Headers before, Headers.Builder headers) {
        boolean upgrades = !upgrades(before).isEmpty();
        for (int i = 0; i < before.size(); i++) {
            String name = before.name(i);
            if (!upgrades && name.equals("connection") && nominates(before.value(i))) {
                tokens(List.of(before.value(i))).forEach(headers::remove);
            }
            if (isLeftOut(name, upgrades)) {
                headers.remove(name);
            }
        }
    }

    private boolean isLeftOut(String name, boolean upgrades) {
        if (OF_THE_CONNECTION.contains(name)) {
            return !upgrades || !(name.equals("connection") || name.equals("upgrade"));
        }
        return name.startsWith("x-envoy-") && (INTERNAL.contains(name) || (edge && OF_PROXIES.contains(name)));
    }

    /** Whether a {@code Connection} names fields; what nearly all of them say names none. */
    private static boolean nominates(String connection) {
        return !connection.equalsIgnoreCase("keep-alive") && !connection.equalsIgnoreCase("close");
    }

    /** Protocols asked for; h2c is no upgrade: it is not heeded. */
    private static Set<String> upgrades(Headers headers) {
        if (!headers.contains("upgrade") || !tokens(headers.all("connection")).contains("upgrade")) {
            return Set.of();
        }
        Set<String> wanted = tokens(headers.all("upgrade"));
        wanted.remove("h2c");
        return wanted;
    }

    private static Set<String> tokens(List<String> values) {
        Set<String> tokens = new HashSet<>();
        values.forEach(value -> tokens.addAll(ListValues.lowercase(value)));
        return tokens;
    }

    /** A UUID of version 4. */
    private static String randomId(RandomGenerator random) {
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }
}
