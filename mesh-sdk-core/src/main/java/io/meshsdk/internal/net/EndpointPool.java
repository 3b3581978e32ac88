package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
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
 * <p>As in Envoy, each waiting exchange has a connection opened for it as far as the limits allow, or a share of one where it
 * will carry many, takes the first that can have it, and counts as pending until then.
 */
final class EndpointPool {
    private final LoopConnections owner;
    private final Endpoint endpoint;
    private final ClientSecurity security;
    private final ConnectionPermits permits;
    /** HTTP/1 connections without an exchange. The one used last first: the others may then idle out. */
    private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
    /** HTTP/2 connections that may have room. The first is filled first: the others may then idle out. */
    private final ArrayDeque<Http2ClientConnection> shared = new ArrayDeque<>(2);

    private final ArrayDeque<Exchange> pending = new ArrayDeque<>();
    private final Set<PooledConnection> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<ConnectAttempt> connecting = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Consumer<Optional<Outcome>>> preconnects = new ArrayList<>(0);
    private final PoolProtocol protocol = new PoolProtocol();
    private boolean draining;

    /** Another pool of the same endpoint. */
    @Nullable
    EndpointPool next;

    EndpointPool(LoopConnections owner, Endpoint endpoint, ClientSecurity security, ConnectionPermits permits) {
        this.owner = owner;
        this.endpoint = endpoint;
        this.security = security;
        this.permits = permits;
        protocol.configured(owner.policies().policy(endpoint).protocol(), security);
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

    Http2RequestFields fields() {
        return owner.fields();
    }

    PoolProtocol protocol() {
        return protocol;
    }

    long nanos() {
        return owner.nanos();
    }

    /** To be called before anything that was read is given to an exchange. */
    void reads() {
        owner.reads();
    }

    long readNanos() {
        return owner.readNanos();
    }

    boolean serves(ClientSecurity asked, ConnectionPermits counted) {
        return permits == counted && security.generation() == asked.generation() && !draining;
    }

    // ---- exchanges ----

    void add(Exchange exchange) {
        PooledConnection kept = take();
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

    private @Nullable PooledConnection take() {
        if (shared.isEmpty() && idle.isEmpty()) {
            return null;
        }
        long now = nanos();
        for (Http2ClientConnection first = shared.peek(); first != null; first = shared.peek()) {
            boolean expired = first.expired(now);
            if (!expired && first.hasCapacity()) {
                return first;
            }
            // Where it is only full, it comes back when a stream ends.
            unshare(first);
            if (expired) {
                first.retire();
            }
        }
        for (Http1Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.usable(now) && !kept.expired(now)) {
                return kept;
            }
            kept.close();
        }
        return null;
    }

    /** It no longer waits. A connection that is being opened for it will serve another. */
    void forget(Exchange exchange) {
        if (pending.remove(exchange)) {
            permits.releasePending();
            owner.removeIfUnused(this);
        }
    }

    private @Nullable Exchange takePending() {
        Exchange oldest = pending.poll();
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
        while ((long) connecting.size() * protocol.exchangesEach() < pending.size() && mayConnect()) {
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
        protocol.configured(policy.protocol(), security);
        ConnectAttempt attempt = new ConnectAttempt(this, policy);
        connecting.add(attempt);
        if (security instanceof ClientSecurity.Refused refused) {
            connectFailed(attempt, Ends.connectRefused(refused.why()));
        } else {
            try {
                attempt.start(owner.sockets().target(endpoint.address()));
            } catch (Sockets.UnusableAddress unusable) {
                connectFailed(attempt, Ends.connectFailed(String.valueOf(unusable.getMessage())));
            }
        }
    }

    void connected(ConnectAttempt attempt, PooledConnection connection) {
        connecting.remove(attempt);
        open.add(connection);
        owner.opened();
        tellPreconnects(Optional.empty());
        released(connection);
        // It may carry less than was hoped.
        connectAsNeeded();
    }

    void connectFailed(ConnectAttempt attempt, Outcome outcome) {
        if (!connecting.remove(attempt)) {
            return;
        }
        permits.releaseConnection();
        List<Exchange> failed = new ArrayList<>(1);
        boolean hopeless = open.isEmpty() && connecting.isEmpty();
        do {
            Exchange oldest = takePending();
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

    /** A connection that can carry another exchange, or more than one. */
    void released(PooledConnection connection) {
        // Where exchanges wait all the time it is never taken from the list, where its age is looked at else.
        if (!pending.isEmpty() && connection instanceof Http2ClientConnection old && old.outlived(nanos())) {
            old.retire();
            connectAsNeeded();
            return;
        }
        while (!pending.isEmpty() && connection.hasCapacity()) {
            Exchange waiting = takePending();
            if (waiting != null) {
                connection.begin(waiting);
            }
        }
        if (!connection.hasCapacity()) {
            return;
        }
        if (draining || endpoint.removed()) {
            connection.retire();
        } else {
            if (connection instanceof Http1Connection alone) {
                idle.push(alone);
            } else if (connection instanceof Http2ClientConnection many && !many.shared) {
                many.shared = true;
                shared.add(many);
            }
            owner.sweepLater();
        }
    }

    /** Takes no more exchanges. */
    void unshare(Http2ClientConnection connection) {
        if (connection.shared) {
            connection.shared = false;
            shared.remove(connection);
        }
    }

    /** It is closed. */
    void closed(PooledConnection connection) {
        if (open.remove(connection)) {
            if (connection instanceof Http2ClientConnection many) {
                unshare(many);
            } else {
                idle.remove(connection);
            }
            permits.releaseConnection();
            owner.closed();
            connectAsNeeded();
            owner.removeIfUnused(this);
        }
    }

    /** Lets go what has idled for too long, or speaks what is not asked for any more; tells whether anything is kept still. */
    boolean sweep(long nowNanos) {
        boolean all = draining
                || endpoint.removed()
                || protocol.outdated(owner.policies().policy(endpoint));
        for (Http1Connection kept : List.copyOf(idle)) {
            if (all || kept.expired(nowNanos)) {
                idle.remove(kept);
                kept.close();
            }
        }
        for (Http2ClientConnection kept : List.copyOf(shared)) {
            if (all || kept.expired(nowNanos)) {
                unshare(kept);
                kept.retire();
            }
        }
        return !idle.isEmpty() || !shared.isEmpty();
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
        for (Exchange waiting = takePending(); waiting != null; waiting = takePending()) {
            waiting.fail(Ends.closed());
        }
    }

    boolean unused() {
        return open.isEmpty() && connecting.isEmpty() && pending.isEmpty();
    }
}
