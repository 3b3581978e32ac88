package io.meshsdk;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a call went, beside its response: of a {@link StreamedResponse} up to its head. Of a call past the mesh only the flags and
 * the details are known. Immutable.
 */
public final class CallInfo {
    private final ResponseFlags flags;
    private final String details;
    private final int attempts;
    private final String route;
    private final String cluster;
    private final @Nullable Endpoint endpoint;
    private final Peer peer;

    /**
     * @param flags of the call's end; those that the engine set before come from the facts
     */
    CallInfo(ResponseFlags flags, String details, int attempts, @Nullable CallFacts facts) {
        this.details = details;
        this.attempts = attempts;
        if (facts == null) {
            this.flags = flags;
            route = "";
            cluster = "";
            endpoint = null;
            peer = Peer.PLAINTEXT;
        } else {
            ResponseFlags before = facts.flags();
            this.flags = before.bits() == 0 ? flags : new ResponseFlags(flags.bits() | before.bits());
            route = facts.route();
            cluster = facts.cluster();
            endpoint = facts.endpoint();
            peer = facts.peer();
        }
    }

    /**
     * Envoy's response flags ({@code %RESPONSE_FLAGS%}); mostly none where an upstream answered, but {@code URX} or {@code UO}
     * say that no retry was left for its answer.
     */
    public ResponseFlags flags() {
        return flags;
    }

    /** Envoy's {@code %RESPONSE_CODE_DETAILS%}: {@code via_upstream} where an upstream answered. */
    public String details() {
        return details;
    }

    /** How many attempts were made; 0 where no endpoint was tried. */
    public int attempts() {
        return attempts;
    }

    /** {@code Route.name} of the route taken ({@code %ROUTE_NAME%}); empty where there was none, or it has no name. */
    public String route() {
        return route;
    }

    /** The cluster that the route led to ({@code %UPSTREAM_CLUSTER_RAW%}); empty where it led to none. */
    public String cluster() {
        return cluster;
    }

    /** The endpoint that answered, else the last one tried ({@code %UPSTREAM_HOST%}). */
    public Optional<Endpoint> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    /**
     * Who that endpoint proved to be: {@link Peer.Certified}, whose {@code name()} is its SPIFFE ID, from the certificate that
     * the mesh verified; {@link Peer#PLAINTEXT} where there was no TLS, or no connection.
     */
    public Peer peer() {
        return peer;
    }

    @Override
    public String toString() {
        return "flags " + flags + ", " + details + ", attempts " + attempts
                + (endpoint == null ? "" : ", last " + endpoint.cluster() + " at " + endpoint.address());
    }
}
