package io.meshsdk.internal.identity;

import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Says so, once, when an own certificate in use has run out. It stays in use, for no other one is better. */
final class Expiries implements AutoCloseable {
    private static final Duration FARTHEST = Duration.ofDays(36_500);

    private final Time time;
    private final Consumer<String> warning;
    private final Map<TlsCertificate, Time.Timer> watched = new HashMap<>();

    Expiries(Time time, Consumer<String> warning) {
        this.time = time;
        this.warning = warning;
    }

    void watch(TlsCertificate pem, OwnCertificate own) {
        if (watched.containsKey(pem)) {
            return;
        }
        String sentence = "the own certificate of " + own.leaf().getSubjectX500Principal() + " ran out at "
                + own.notAfter() + "; it stays in use until another one comes, and peers will refuse it";
        Duration left = Duration.between(time.now(), own.notAfter());
        if (left.isNegative()) {
            watched.put(pem, () -> {});
            warning.accept(sentence);
        } else {
            Duration delay = left.compareTo(FARTHEST) > 0 ? FARTHEST : left;
            watched.put(pem, time.schedule(delay, () -> warning.accept(sentence)));
        }
    }

    void retain(Set<TlsCertificate> used) {
        watched.entrySet().removeIf(entry -> {
            boolean gone = !used.contains(entry.getKey());
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
    }

    @Override
    public void close() {
        retain(Set.of());
    }
}
