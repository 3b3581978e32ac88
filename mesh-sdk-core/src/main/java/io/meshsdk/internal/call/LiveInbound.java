package io.meshsdk.internal.call;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.internal.authz.RbacDecision;
import io.meshsdk.internal.filter.RbacTrace;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.FormatFacts;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One inbound call's state. Its driver serialises all calls of its methods. */
final class LiveInbound implements InboundCall, CallFacts, FormatFacts, RbacTrace {
    private static final String RBAC = "envoy.filters.http.rbac";
    private static final String COMMON = "envoy.common";

    final AcceptedChain accepted;
    final ConnectionFacts connection;
    Object kept = CallObserver.NOTHING;

    @Nullable
    CompiledRoute route;

    @Nullable
    ClusterTarget target;
    /** As the application got it. */
    @Nullable
    RequestHead forwarded;

    /** The path that was rewritten; empty where none was. */
    String originalPath = "";

    private final InboundCalls calls;
    private final RequestHead head;
    private final Peer peer;
    private final long startedNanos;
    /** By namespace; null while there is nothing. */
    private @Nullable Map<String, Map<String, Object>> metadata;

    private int responseCode;
    private boolean closed;

    LiveInbound(
            InboundCalls calls,
            AcceptedChain accepted,
            RequestHead head,
            Peer peer,
            ConnectionFacts connection,
            long startedNanos) {
        this.calls = calls;
        this.accepted = accepted;
        this.head = head;
        this.peer = peer;
        this.connection = connection;
        this.startedNanos = startedNanos;
    }

    @Override
    public Plan plan() {
        return calls.plan(this);
    }

    @Override
    public ResponseHead responseHead(ResponseHead response) {
        responseCode = response.status();
        if (target == null || forwarded == null || !target.changesResponses()) {
            return response;
        }
        return response.withHeaders(target.mutate(response.headers(), forwarded, this));
    }

    @Override
    public void close(Outcome result) {
        if (!closed) {
            closed = true;
            calls.close(this, result);
        }
    }

    @Override
    public void enforced(String filter, String statPrefix, RbacDecision decision) {
        record(statPrefix + "enforced_engine_result", statPrefix + "enforced_effective_policy_id", decision);
        if (decision.logs()) {
            put(COMMON, "access_log_hint", !decision.policy().isEmpty());
        }
    }

    @Override
    public void shadow(String filter, String statPrefix, RbacDecision decision) {
        record(statPrefix + "shadow_engine_result", statPrefix + "shadow_effective_policy_id", decision);
    }

    private void record(String resultKey, String policyKey, RbacDecision decision) {
        put(RBAC, resultKey, decision.allowed() ? "allowed" : "denied");
        if (!decision.policy().isEmpty()) {
            put(RBAC, policyKey, decision.policy());
        }
    }

    private void put(String namespace, String key, Object value) {
        if (metadata == null) {
            metadata = new HashMap<>();
        }
        metadata.computeIfAbsent(namespace, name -> new HashMap<>()).put(key, value);
    }

    @Override
    public Metadata dynamicMetadata() {
        return metadata == null ? Metadata.EMPTY : new Metadata(metadata);
    }

    @Override
    public Direction direction() {
        return Direction.INBOUND;
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public String listener() {
        return accepted.listener().name();
    }

    @Override
    public String virtualHost() {
        return route == null ? "" : route.virtualHost();
    }

    @Override
    public String route() {
        return route == null ? "" : route.name();
    }

    @Override
    public String cluster() {
        return "";
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return null;
    }

    @Override
    public int attempts() {
        return 0;
    }

    @Override
    public ResponseFlags flags() {
        return ResponseFlags.NONE;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String originalPath() {
        return originalPath;
    }

    @Override
    public int responseCode() {
        return responseCode;
    }

    @Override
    public String details() {
        return responseCode == 0 ? "" : "via_upstream";
    }
}
