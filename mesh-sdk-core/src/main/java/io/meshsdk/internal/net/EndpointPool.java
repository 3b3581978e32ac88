package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one endpoint under one security, counted by one set of permits, and the exchanges that wait
 * for one. The loop alone uses it.
 *
 * <p>As in Envoy, each waiting exchange has a connection opened for it as far as the limits allow, takes the first that gets
 * free, and counts as pending until then.
 */
final class EndpointPool {
    private final LoopConnections owner;
    private final Endpoint endpoint;
    private final ClientSecurity security;
    private final ConnectionPermits permits;
    /** The one used last first: the others may then idle out. */
    private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();

    private final ArrayDeque<Http1Exchange> pending = new ArrayDeque<>();
    private final Set<Http1Connection> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<ConnectAttempt> connecting = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Consumer<Optional<Outcome>>> preconnects = new ArrayList<>(0);
    private boolean draining;

    /** Another pool of the same endpoint. */
    @Nullable
    EndpointPool next;

    EndpointPool(LoopConnections owner, Endpoint endpoint, ClientSecurity security, ConnectionPermits permits) {
        this.owner = owner;
        this.endpoint = endpoint;
        this.security = security;
        this.permits = permits;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ClientSecurity security() {
        return security;
    }

    EventLoop loop() {
        return owner.loop();
    }

    HeadScratch scratch() {
        return owner.scratch();
    }

    HeadWriter heads() {
        return owner.heads();
    }

    long nanos() {
        return owner.nanos();
    }

    boolean serves(ClientSecurity asked, ConnectionPermits counted) {
        return permits == counted && security.generation() == asked.generation() && !draining;
    }

    // ---- exchanges ----

    void add(Http1Exchange exchange) {
        Http1Connection kept = takeIdle();
        if (kept != null) {
            kept.begin(exchange);
            return;
        }
        if (!permits.tryAcquirePending()) {
            owner.removeIfUnused(this);
            exchange.fail(Ends.overflow());
            return;
        }
        pending.add(exchange);
        connectAsNeeded();
    }

    private @Nullable Http1Connection takeIdle() {
        long now = idle.isEmpty() ? 0 : nanos();
        for (Http1Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.usable(now) && !kept.expired(now)) {
                return kept;
            }
            kept.close();
        }
        return null;
    }

    /** It no longer waits. A connection that is being opened for it will serve another. */
    void forget(Http1Exchange exchange) {
        if (pending.remove(exchange)) {
            permits.releasePending();
            owner.removeIfUnused(this);
        }
    }

    private @Nullable Http1Exchange takePending() {
        Http1Exchange oldest = pending.poll();
        if (oldest != null) {
            permits.releasePending();
        }
        return oldest;
    }

    void preconnect(Consumer<Optional<Outcome>> done) {
        if (!open.isEmpty()) {
            done.accept(Optional.empty());
            return;
        }
        preconnects.add(done);
        if (connecting.isEmpty()) {
            connect();
        }
    }

    // ---- connections ----

    private void connectAsNeeded() {
        while (connecting.size() < pending.size() && mayConnect()) {
            connect();
        }
    }

    private boolean mayConnect() {
        if (permits.tryAcquireConnection()) {
            permits.releaseConnection();
            return true;
        }
        return open.isEmpty() && connecting.isEmpty();
    }

    private void connect() {
        if (!permits.tryAcquireConnection()) {
            permits.acquireConnection();
        }
        ConnectionPolicy policy = owner.policies().policy(endpoint);
        ConnectAttempt attempt = new ConnectAttempt(this, policy);
        connecting.add(attempt);
        if (security instanceof ClientSecurity.Refused refused) {
            connectFailed(attempt, Ends.connectFailed(refused.why()));
        } else if (policy.protocol().version() == Version.HTTP2) {
            connectFailed(
                    attempt,
                    Ends.connectFailed(
                            "cluster " + endpoint.cluster() + " asks for HTTP/2, which is not supported yet"));
        } else {
            try {
                attempt.start(owner.sockets().target(endpoint.address()));
            } catch (Sockets.UnusableAddress unusable) {
                connectFailed(attempt, Ends.connectFailed(String.valueOf(unusable.getMessage())));
            }
        }
    }

    void connected(ConnectAttempt attempt, Http1Connection connection) {
        connecting.remove(attempt);
        open.add(connection);
        owner.opened();
        tellPreconnects(Optional.empty());
        released(connection);
    }

    void connectFailed(ConnectAttempt attempt, Outcome outcome) {
        if (!connecting.remove(attempt)) {
            return;
        }
        permits.releaseConnection();
        List<Http1Exchange> failed = new ArrayList<>(1);
        boolean hopeless = open.isEmpty() && connecting.isEmpty();
        do {
            Http1Exchange oldest = takePending();
            if (oldest == null) {
                break;
            }
            failed.add(oldest);
        } while (hopeless);
        if (!hopeless) {
            connectAsNeeded();
        }
        owner.removeIfUnused(this);
        // Last: whoever hears of it may start another exchange.
        tellPreconnects(Optional.of(outcome));
        failed.forEach(exchange -> exchange.fail(outcome));
    }

    private void tellPreconnects(Optional<Outcome> outcome) {
        if (!preconnects.isEmpty()) {
            List<Consumer<Optional<Outcome>>> told = List.copyOf(preconnects);
            preconnects.clear();
            told.forEach(each -> each.accept(outcome));
        }
    }

    /** A connection that can carry another exchange. */
    void released(Http1Connection connection) {
        Http1Exchange waiting = takePending();
        if (waiting != null) {
            connection.begin(waiting);
        } else if (draining || endpoint.removed()) {
            connection.close();
        } else {
            idle.push(connection);
            owner.sweepLater();
        }
    }

    /** It is closed. */
    void closed(Http1Connection connection) {
        if (open.remove(connection)) {
            idle.remove(connection);
            permits.releaseConnection();
            owner.closed();
            connectAsNeeded();
            owner.removeIfUnused(this);
        }
    }

    /** Closes what has idled for too long; tells whether anything idles still. */
    boolean sweep(long nowNanos) {
        boolean all = draining || endpoint.removed();
        for (Http1Connection kept : List.copyOf(idle)) {
            if (all || kept.expired(nowNanos)) {
                idle.remove(kept);
                kept.close();
            }
        }
        return !idle.isEmpty();
    }

    /** No new exchange comes here; those that are here go on, then their connections close. */
    void drain() {
        draining = true;
        sweep(nanos());
        if (pending.isEmpty()) {
            cancelConnecting();
        }
    }

    private void cancelConnecting() {
        List.copyOf(connecting).forEach(ConnectAttempt::cancel);
    }

    /** Ends all that is still going on. */
    void cancel() {
        draining = true;
        cancelConnecting();
        List.copyOf(open).forEach(connection -> connection.fail(Ends.closed()));
        for (Http1Exchange waiting = takePending(); waiting != null; waiting = takePending()) {
            waiting.fail(Ends.closed());
        }
    }

    boolean unused() {
        return open.isEmpty() && connecting.isEmpty() && pending.isEmpty();
    }
}
