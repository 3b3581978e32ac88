package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.HeaderTest;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.internal.match.QueryParameterTest;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteMatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A route with all that its virtual host and configuration add to it. Immutable. */
public final class CompiledRoute implements RouteDecision {
    /** Envoy's, where a route gives none. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    private final Route route;
    private final CompiledLevels levels;
    private final PathTest path;
    private final HeaderTest[] headers;
    private final QueryParameterTest[] queryParameters;
    private final @Nullable FractionalPercent fraction;
    private final PathRewrite pathRewrite;
    private final Targets targets;
    private final RetryRules retry;
    private final Map<String, FilterConfig> filterOverrides;
    private final long timeoutNanos;
    private final long idleNanos;
    private final long maxStreamNanos;

    CompiledRoute(Route route, CompiledLevels levels) {
        this.route = route;
        this.levels = levels;
        RouteMatch match = route.match();
        this.path = PathTest.of(
                match.path(),
                match.caseSensitive() ? PathTest.CaseSensitivity.CASE_SENSITIVE : PathTest.CaseSensitivity.IGNORE_CASE);
        this.headers = match.headers().stream().map(HeaderTest::of).toArray(HeaderTest[]::new);
        this.queryParameters =
                match.queryParameters().stream().map(QueryParameterTest::of).toArray(QueryParameterTest[]::new);
        this.fraction = match.runtimeFraction().orElse(null);
        this.targets = Targets.of(route, levels);
        this.filterOverrides = levels.filterOverrides(route);
        Optional<Forward> forward = Optional.ofNullable(route.action() instanceof Forward f ? f : null);
        this.pathRewrite = forward.map(f -> PathRewrite.of(
                        match.path(), f.rewrite().prefixRewrite(), f.rewrite().regexRewrite()))
                .orElse(PathRewrite.NONE);
        this.retry = forward.flatMap(Forward::retryPolicy).map(RetryRules::of).orElse(levels.retry());
        this.timeoutNanos =
                forward.flatMap(Forward::timeout).orElse(DEFAULT_TIMEOUT).toNanos();
        this.idleNanos =
                forward.flatMap(Forward::idleTimeout).map(Duration::toNanos).orElse(-1L);
        this.maxStreamNanos = forward.flatMap(Forward::maxStreamDuration)
                .map(Duration::toNanos)
                .orElse(0L);
    }

    public String name() {
        return route.name();
    }

    public String virtualHost() {
        return levels.virtualHost().name();
    }

    public RouteAction action() {
        return route.action();
    }

    /** What its path is matched by. */
    public PathMatch path() {
        return route.match().path();
    }

    /** The route's own, else its virtual host's. */
    public RetryRules retry() {
        return retry;
    }

    /** For all attempts together; 0 none. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /** 0 none; negative where the listener's holds. */
    public long idleNanos() {
        return idleNanos;
    }

    /** 0 none. */
    public long maxStreamNanos() {
        return maxStreamNanos;
    }

    /** {@code x-envoy-attempt-count} goes to the upstream. */
    public boolean includeRequestAttemptCount() {
        return levels.virtualHost().includeRequestAttemptCount();
    }

    /** {@code x-envoy-attempt-count} goes to the caller. */
    public boolean includeAttemptCountInResponse() {
        return levels.virtualHost().includeAttemptCountInResponse();
    }

    /** What route, virtual host or configuration say instead of a filter's own configuration, by the filter's name. */
    public Map<String, FilterConfig> filterOverrides() {
        return filterOverrides;
    }

    /** The cluster for a call with this random value; one whose name is empty is named by a header. */
    public ClusterTarget target(long random) {
        return targets.choose(random);
    }

    /** All that may be chosen. */
    public Iterable<ClusterTarget> targets() {
        return targets.all();
    }

    /** The name of a target's cluster for this request; empty where no header names one. */
    public String cluster(ClusterTarget target, RequestHead head) {
        return targets.name(target, head);
    }

    /** Path and host as configured, all but {@code auto_host_rewrite}, which needs an endpoint. */
    public RequestHead rewrite(RequestHead head) {
        RequestHead rewritten = head;
        String changed = pathRewrite.apply(head.path());
        if (!changed.equals(head.path())) {
            rewritten = rewritten.withPath(changed);
        }
        if (route.action() instanceof Forward forward) {
            HostRewrite host = forward.rewrite().host();
            if (host instanceof HostRewrite.Literal literal) {
                return rewritten.withAuthority(literal.host());
            }
            if (host instanceof HostRewrite.Header header) {
                String value = head.headers().get(header.name());
                return value == null || value.isEmpty() ? rewritten : rewritten.withAuthority(value);
            }
        }
        return rewritten;
    }

    public boolean autoHostRewrite() {
        return route.action() instanceof Forward forward && forward.rewrite().host() instanceof HostRewrite.Auto;
    }

    /** The first test that fails, null where all pass. */
    @Nullable
    Object mismatch(RequestHead head, int pathLength, long random) {
        if (!path.matches(head.path(), pathLength)) {
            return route.match().path();
        }
        for (HeaderTest header : headers) {
            if (!header.matches(head)) {
                return header;
            }
        }
        for (QueryParameterTest parameter : queryParameters) {
            if (!parameter.matches(head.path())) {
                return parameter;
            }
        }
        if (route.match().grpc() && !GrpcRequests.isGrpc(head.headers())) {
            return "grpc";
        }
        if (fraction != null && !fraction.takes(random)) {
            return fraction;
        }
        return null;
    }

    /** With which every path that may match begins; null where none is known. */
    @Nullable
    String literal() {
        if (!route.match().caseSensitive()) {
            return null;
        }
        PathMatch match = route.match().path();
        if (match instanceof PathMatch.Exact exact) {
            return exact.value();
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return prefix.value();
        }
        return match instanceof PathMatch.PathSeparatedPrefix separated ? separated.value() : null;
    }

    @Override
    public String toString() {
        return "route " + (name().isEmpty() ? "without a name" : name()) + " of virtual host " + virtualHost();
    }
}
