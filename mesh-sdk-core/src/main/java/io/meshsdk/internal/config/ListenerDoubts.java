package io.meshsdk.internal.config;

import io.meshsdk.model.Listener;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink.Progress;
import io.meshsdk.spi.ConfigSink.Update;
import io.meshsdk.spi.Finding;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether the control plane may have a listener that is not here: it has not said which there are, or one was refused that was
 * never taken. As long as that is so, nobody can say that a host is none of the mesh's. Owned by the control thread.
 */
final class ListenerDoubts {
    private static final String WAY_OUT =
            "; to send such calls without the mesh, switch it off (MESH_ENABLED=false) or leave lds_config out of the bootstrap";

    /** By name; the empty name stands for all that could not be told from one another. */
    private final Map<String, String> refused = new TreeMap<>();

    /** Accepted after such a doubt, and not in force yet: they wait for their routes, say. */
    private final Set<String> late = new TreeSet<>();

    private final Stock<Listener> stock;
    private boolean silent;
    private boolean stoodInFor;

    ListenerDoubts(Stock<Listener> stock) {
        this.stock = stock;
    }

    /** What the source says of listeners, of which those accepted are in stock. */
    void heard(Update update) {
        for (String name : update.accepted().keySet()) {
            if (refused.remove(name) != null || silent) {
                late.add(name);
            }
        }
        update.removed().forEach(refused::remove);
        for (Finding.Rejected finding : update.rejected()) {
            if (stock.find(finding.resource()).isEmpty()) {
                refused.putIfAbsent(
                        finding.resource(),
                        finding.field().isEmpty() ? finding.why() : finding.field() + ": " + finding.why());
            }
        }
    }

    void heard(Progress progress) {
        if (progress instanceof Progress.Unanswered unanswered && unanswered.type() == ResourceType.LISTENER) {
            silent = true;
        } else if (progress instanceof Progress.Acked acked && acked.type() == ResourceType.LISTENER) {
            silent = false;
            // Nothing of what came is unreadable any more.
            refused.remove("");
        } else if (progress instanceof Progress.Nacked nacked && nacked.type() == ResourceType.LISTENER) {
            // It has spoken: what is refused of it is known by name.
            silent = false;
        } else if (progress instanceof Progress.LastGood kept) {
            stoodInFor = kept.inForce().isPresent();
        }
    }

    /** Why no host may be called unknown; empty where one may. */
    Optional<String> now() {
        if (silent && !stoodInFor) {
            return Optional.of(
                    "the control plane has not said which listeners there are, so a host that none is for may be"
                            + " one of the mesh's" + WAY_OUT);
        }
        late.removeIf(
                name -> stock.inForce().containsKey(name) || stock.find(name).isEmpty());
        if (!late.isEmpty()) {
            return Optional.of("listener " + late.iterator().next()
                    + " came late and what it needs is not all here, so a host that no other is for may be its");
        }
        return refused.entrySet().stream().findFirst().map(one -> {
            String which = one.getKey().isEmpty() ? "a listener without a readable name" : "listener " + one.getKey();
            String others = refused.size() > 1 ? " and " + (refused.size() - 1) + " more" : "";
            return which + others + " was refused and has no former version (" + one.getValue()
                    + "), so a host that no other is for may be its; mend or delete it" + WAY_OUT;
        });
    }
}
