package io.meshsdk;

import io.meshsdk.internal.config.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Looks names up with the JDK's resolver, which blocks, on threads for that alone. Each name is looked up once at a time, whoever
 * asks: in an outage look-ups take longer than the pauses between them, and must not pile up. Owned by the control thread.
 */
final class DnsLookups implements NameResolver {
    private final Executor control;
    private final Executor threads;
    private final Resolver resolver;
    /** Those who wait for a look-up that has not ended, by name. */
    private final Map<String, List<Consumer<Answer>>> waiting = new HashMap<>();

    /** A way to look a name up; blocks. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * @param threads for nothing else: what else waited there would wait for every dead name server
     */
    DnsLookups(Executor control, Executor threads) {
        this(control, threads, InetAddress::getAllByName);
    }

    DnsLookups(Executor control, Executor threads, Resolver resolver) {
        this.control = control;
        this.threads = threads;
        this.resolver = resolver;
    }

    @Override
    public void resolve(String host, Consumer<Answer> answer) {
        List<Consumer<Answer>> others = waiting.get(host);
        if (others != null) {
            others.add(answer);
            return;
        }
        List<Consumer<Answer>> first = new ArrayList<>(1);
        first.add(answer);
        waiting.put(host, first);
        threads.execute(() -> {
            Answer found = lookUp(host);
            control.execute(() -> tell(host, found));
        });
    }

    private void tell(String host, Answer found) {
        List<Consumer<Answer>> all = waiting.remove(host);
        if (all != null) {
            // One by one, so that what one makes of it is not the others' concern.
            all.forEach(one -> control.execute(() -> one.accept(found)));
        }
    }

    /** Whatever a resolver throws, and it may be anybody's, is an answer: a cluster waits for one. */
    private Answer lookUp(String host) {
        try {
            return new Answer.Found(Arrays.stream(resolver.addresses(host))
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .toList());
        } catch (UnknownHostException e) {
            return new Answer.Failed(host + " has no address");
        } catch (RuntimeException | Error e) {
            return new Answer.Failed(host + " cannot be looked up: " + e);
        }
    }
}
