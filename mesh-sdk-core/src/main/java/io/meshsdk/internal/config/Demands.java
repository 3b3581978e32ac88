package io.meshsdk.internal.config;

import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The listeners that calls and served ports want, for control planes that send nothing unasked. Names come from callers, and
 * callers may pass on what strangers wrote: they are few, short, and dropped when nobody uses them.
 *
 * <p>Safe for use by many threads, but for what belongs to the control thread.
 */
public final class Demands {
    /** Names at most; a call that would need one more is refused. */
    public static final int MOST = 10_000;

    static final Duration IDLE = Duration.ofMinutes(10);
    static final Duration SWEEP = Duration.ofMinutes(1);
    /** A name of DNS has 253 characters, a port 6. What is much longer is not meant for anybody. */
    private static final int LONGEST = 512;

    private final UnaryOperator<String> names;
    private final Time time;
    private final Executor control;
    private final Map<String, Demand> byAuthority = new ConcurrentHashMap<>();
    private final Map<String, Demand> byListener = new ConcurrentHashMap<>();
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile Runnable onAnswer = () -> {};
    /** Guarded by the control thread. */
    private Runnable onChange = () -> {};

    /**
     * @param names the listener's name by the authority of a call
     */
    public Demands(UnaryOperator<String> names, Time time, Executor control) {
        this.names = names;
        this.time = time;
        this.control = control;
    }

    /** One that is wanted. */
    public static final class Demand {
        private final String listener;
        private volatile long usedNanos;

        private Demand(String listener, long now) {
            this.listener = listener;
            this.usedNanos = now;
        }

        public String listener() {
            return listener;
        }

        /** To the second: calls of many threads must not contend for this. */
        private Demand used(long now) {
            if (now - usedNanos > 1_000_000_000L) {
                usedNanos = now;
            }
            return this;
        }
    }

    /** Why a listener that is wanted is not there. */
    public sealed interface Answer {
        /** The control plane says that there is none. */
        record Absent() implements Answer {}

        /** There is one, but it cannot be told or used: no reason to go past it. */
        record Unusable(String why) implements Answer {}
    }

    /**
     * The listener for an authority, which is asked for if it was not; null over the cap.
     *
     * @param now of {@link Time#nanos}
     */
    public @Nullable Demand of(String authority, long now) {
        Demand known = byAuthority.get(authority);
        return known != null ? known.used(now) : admit(byAuthority, authority, names, now);
    }

    /** The listener that a caller named; null over the cap. */
    public @Nullable Demand named(String listener, long now) {
        Demand known = byListener.get(listener);
        return known != null ? known.used(now) : admit(byListener, listener, UnaryOperator.identity(), now);
    }

    /** A listener for a port that the application serves; wanted as long as the mesh lives. */
    public void serve(String listener) {
        if (served.add(listener)) {
            tell();
        }
    }

    /** Null while the control plane has not answered, and where the listener is there. */
    public @Nullable Answer answer(Demand demand) {
        return answers.get(demand.listener);
    }

    /** Told on the control thread when there is an answer. */
    public void onAnswer(Runnable listener) {
        onAnswer = listener;
    }

    private @Nullable Demand admit(Map<String, Demand> map, String key, UnaryOperator<String> naming, long now) {
        if (key.isEmpty() || key.length() > LONGEST) {
            return null;
        }
        // Counted before it is there, so that many at once do not pass the cap.
        Demand made = map.computeIfAbsent(key, absent -> {
            if (count.incrementAndGet() > MOST) {
                count.decrementAndGet();
                return null;
            }
            return new Demand(naming.apply(absent), now);
        });
        if (made != null) {
            tell();
        }
        return made;
    }

    /** Many names that come at once are asked for at once. */
    private void tell() {
        if (told.compareAndSet(false, true)) {
            control.execute(() -> {
                told.set(false);
                onChange.run();
            });
        }
    }

    /** On the control thread: hears when other names are wanted. */
    void onChange(Runnable listener) {
        onChange = listener;
        time.schedule(SWEEP, this::sweep);
    }

    /** On the control thread: all that are wanted now. */
    Set<String> names() {
        Set<String> all = new TreeSet<>(served);
        byAuthority.values().forEach(demand -> all.add(demand.listener));
        byListener.values().forEach(demand -> all.add(demand.listener));
        return all;
    }

    /** On the control thread: what the source says of listeners. */
    void answered(ConfigSink.Update update) {
        Map<String, String> refused = new HashMap<>();
        update.rejected().forEach(finding -> refused.merge(finding.resource(), text(finding), (a, b) -> a + "; " + b));
        update.accepted().keySet().forEach(answers::remove);
        update.removed().forEach(name -> answers.put(name, new Answer.Absent()));
        // What is refused is there: to call it absent would let calls pass it by. What was silent stays so.
        update.absent()
                .forEach(name -> answers.compute(name, (absent, former) -> {
                    String why = refused.get(absent);
                    return why != null
                            ? new Answer.Unusable(why)
                            : former instanceof Answer.Unusable ? former : new Answer.Absent();
                }));
        if (!update.removed().isEmpty() || !update.absent().isEmpty()) {
            onAnswer.run();
        }
    }

    /** On the control thread: asked for in vain. Followed by an update in which they are absent. */
    void unanswered(Collection<String> silent) {
        silent.forEach(name -> answers.put(
                name, new Answer.Unusable("the control plane has not said whether there is a listener " + name)));
    }

    private void sweep() {
        time.schedule(SWEEP, this::sweep);
        boolean dropped = drop(byAuthority) | drop(byListener);
        if (dropped) {
            answers.keySet().retainAll(names());
            onChange.run();
        }
    }

    private boolean drop(Map<String, Demand> map) {
        long now = time.nanos();
        boolean dropped = false;
        for (Map.Entry<String, Demand> entry : map.entrySet()) {
            if (now - entry.getValue().usedNanos >= IDLE.toNanos() && map.remove(entry.getKey(), entry.getValue())) {
                count.decrementAndGet();
                dropped = true;
            }
        }
        return dropped;
    }

    private static String text(Finding.Rejected finding) {
        return finding.field() + ": " + finding.why();
    }
}
