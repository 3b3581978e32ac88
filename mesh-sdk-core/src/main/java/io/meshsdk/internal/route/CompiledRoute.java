package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.DirectResponse;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteAction.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A route with all that its virtual host and configuration add to it. Immutable. */
public final class CompiledRoute implements RouteDecision {
    /** Envoy's, where a route gives none. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    private final Route route;
    private final CompiledLevels levels;
    private final CompiledMatch match;
    private final CompiledPathRewrite pathRewrite;
    private final CompiledHostRewrite hostRewrite;
    private final @Nullable CompiledRedirect redirect;
    private final @Nullable CompiledBody body;
    private final Targets targets;
    private final RetryRules retry;
    private final long timeoutNanos;
    private final long idleNanos;
    private final long maxStreamNanos;
    private final List<RequestMirror> mirrors;
    private final boolean hedges;
    private final @Nullable String expectedMillis;
    private final InternalRedirect internalRedirect;
    private final boolean followsRedirects;

    CompiledRoute(Route route, CompiledLevels levels) {
        this.route = route;
        this.levels = levels;
        this.match = new CompiledMatch(route.match());
        this.targets = Targets.of(route, levels);
        RouteAction action = route.action();
        Optional<Forward> forward = Optional.ofNullable(action instanceof Forward f ? f : null);
        this.pathRewrite = forward.map(f -> CompiledPathRewrite.of(f.rewrite().path(), match.path()))
                .orElse(CompiledPathRewrite.NONE);
        this.hostRewrite = forward.map(f -> CompiledHostRewrite.of(f.rewrite())).orElse(CompiledHostRewrite.NONE);
        this.redirect = action instanceof Redirect to ? CompiledRedirect.of(to, match.path()) : null;
        this.body = action instanceof DirectResponse direct ? CompiledBody.of(direct) : null;
        this.retry = forward.flatMap(Forward::retryPolicy).map(RetryRules::of).orElse(levels.retry());
        this.timeoutNanos =
                forward.flatMap(Forward::timeout).orElse(DEFAULT_TIMEOUT).toNanos();
        this.idleNanos =
                forward.flatMap(Forward::idleTimeout).map(Duration::toNanos).orElse(-1L);
        this.maxStreamNanos = forward.flatMap(Forward::maxStreamDuration)
                .map(Duration::toNanos)
                .orElse(0L);
        this.mirrors = forward.map(levels::mirrors).orElse(List.of());
        this.hedges = forward.flatMap(Forward::hedgePolicy)
                .orElse(levels.virtualHost().hedgePolicy())
                .hedgeOnPerTryTimeout();
        this.expectedMillis = expectedMillis(retry.perTryNanos(), hedges, timeoutNanos);
        this.internalRedirect = forward.map(Forward::internalRedirect).orElse(InternalRedirect.NONE);
        this.followsRedirects = !internalRedirect.equals(InternalRedirect.NONE);
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

    /** The route's own, else those of the level above. */
    public List<RequestMirror> mirrors() {
        return mirrors;
    }

    /** {@code hedge_on_per_try_timeout}, of the route or its virtual host. */
    public boolean hedges() {
        return hedges;
    }

    /** What the server of a first attempt is told of its time, in milliseconds; null where nothing limits it. */
    public @Nullable String expectedMillis() {
        return expectedMillis;
    }

    private static @Nullable String expectedMillis(long perTryNanos, boolean hedges, long wholeNanos) {
        long nanos = perTryNanos == 0 || hedges ? wholeNanos : perTryNanos;
        if (nanos > 0 && wholeNanos > 0) {
            nanos = Math.min(nanos, wholeNanos);
        }
        return nanos == 0 ? null : Long.toString(Math.max(1, nanos / 1_000_000));
    }

    /** Whether any of its responses may be an internal redirect. */
    public boolean followsRedirects() {
        return followsRedirects;
    }

    public InternalRedirect internalRedirect() {
        return internalRedirect;
    }

    /** {@code x-envoy-attempt-count} goes to the upstream. */
    public boolean includeRequestAttemptCount() {
        return levels.virtualHost().includeRequestAttemptCount();
    }

    /** {@code x-envoy-attempt-count} goes to the caller. */
    public boolean includeAttemptCountInResponse() {
        return levels.virtualHost().includeAttemptCountInResponse();
    }

    /** The cluster for a request with this random value. */
    public ClusterTarget target(RequestHead head, long random) {
        return targets.choose(head, random);
    }

    /** All that may be chosen. */
    public Iterable<ClusterTarget> targets() {
        return targets.all();
    }

    /** Headers as all levels change them, then the host as configured; all but {@code auto_host_rewrite}, which needs an endpoint. */
    public RequestHead mutate(ClusterTarget target, RequestHead head, FormatFacts facts) {
        return hostRewrite.apply(target.mutate(head, facts), facts);
    }

    /**
     * The same with one header more.
     *
     * @param name lowercase
     */
    public RequestHead mutate(ClusterTarget target, RequestHead head, FormatFacts facts, String name, String value) {
        return hostRewrite.apply(target.mutate(head, facts, name, value), facts);
    }

    /** The path that replaces the one of a head; null where it stays. After {@link #mutate}, whose result formats may read. */
    public @Nullable String rewrittenPath(RequestHead head, FormatFacts facts) {
        return pathRewrite.apply(head, facts);
    }

    /** For {@code auto_host_rewrite}, with the endpoint's name. */
    public RequestHead withHost(String host, RequestHead head) {
        return hostRewrite.to(host, head);
    }

    /** Null where it does not redirect. */
    public @Nullable CompiledRedirect redirect() {
        return redirect;
    }

    /** Of its own answer; null where it gives none. */
    public @Nullable CompiledBody body() {
        return body;
    }

    public boolean autoHostRewrite() {
        return route.action() instanceof Forward forward && forward.rewrite().host() instanceof HostRewrite.Auto;
    }

    CompiledMatch match() {
        return match;
    }

    @Override
    public String toString() {
        return "route " + (name().isEmpty() ? "without a name" : name()) + " of virtual host " + virtualHost();
    }
}
