package io.meshsdk.internal.call;

import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.internal.config.Demands;
import org.jspecify.annotations.Nullable;

/**
 * How a call finds its listener: among all that the control plane sends unasked, or by asking for the one of its authority.
 * Safe for use by many threads.
 */
public final class ListenerSearch {
    /** The control plane sends all listeners. */
    public static final ListenerSearch AMONG_ALL = new ListenerSearch(null);

    private final @Nullable Demands demands;

    private ListenerSearch(@Nullable Demands demands) {
        this.demands = demands;
    }

    /** The control plane sends what it is asked for. */
    public static ListenerSearch byName(Demands demands) {
        return new ListenerSearch(demands);
    }

    void onAnswer(Runnable wake) {
        if (demands != null) {
            demands.onAnswer(wake);
        }
    }

    ListenerChoice choose(Listeners listeners, RequestHead head, CallOptions options, long now) {
        if (demands == null) {
            return listeners.choose(head, options);
        }
        Demands.Demand demand = options.listener().isPresent()
                ? demands.named(options.listener().get(), now)
                : demands.of(head.authority(), now);
        if (demand == null) {
            return new ListenerChoice.Unusable(
                    ResponseFlag.UO,
                    "listener_subscriptions_overflow",
                    head.authority().isEmpty()
                            ? "the call has no authority"
                            : "its listener is not asked for: the name is too long, or " + Demands.MOST
                                    + " others were asked for in the last minutes");
        }
        OutboundListener found = listeners.named(demand.listener());
        return found != null ? found : missing(demands, demand);
    }

    private static ListenerChoice missing(Demands demands, Demands.Demand demand) {
        Demands.Answer answer = demands.answer(demand);
        if (answer == null) {
            return new ListenerChoice.Awaited(demand);
        }
        if (answer instanceof Demands.Answer.Unusable unusable) {
            return new ListenerChoice.Unusable(ResponseFlag.NC, "listener_not_usable", unusable.why());
        }
        return new ListenerChoice.None("the control plane has no listener " + demand.listener());
    }

    /** Whether there is neither the listener nor an answer. */
    boolean awaits(Listeners listeners, Demands.Demand demand) {
        return demands != null && listeners.named(demand.listener()) == null && demands.answer(demand) == null;
    }
}
