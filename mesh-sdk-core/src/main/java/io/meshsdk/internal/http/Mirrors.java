package io.meshsdk.internal.http;

import io.meshsdk.call.Outcome;
import io.meshsdk.engine.Plan;
import java.util.List;

/** Copies of a request that go elsewhere once it has been read to its end; till then their engine calls are open. Used on the call's loop. */
final class Mirrors {
    private static final Outcome DROPPED = new Outcome.Cancelled("mirror_dropped");

    static final Mirrors NONE = new Mirrors(List.of());

    private List<Plan.Mirror> waiting;

    Mirrors(List<Plan.Mirror> waiting) {
        this.waiting = waiting;
    }

    /** Sends them, once. */
    void start(HttpCall original, RequestFeed source) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Plan.Mirror> copies = waiting;
        waiting = List.of();
        for (Plan.Mirror copy : copies) {
            original.driver.begin(HttpCall.mirror(original, copy.call(), source.whole()));
        }
    }

    /** Those that were not sent are not going to be. */
    void drop() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Plan.Mirror> copies = waiting;
        waiting = List.of();
        for (Plan.Mirror copy : copies) {
            copy.call().close(DROPPED);
        }
    }
}
