package io.meshsdk.internal.call;

import io.meshsdk.call.ResponseFlag;
import io.meshsdk.internal.config.Demands;

/** Which listener a call goes out through. */
sealed interface ListenerChoice
        permits OutboundListener,
                ListenerChoice.None,
                ListenerChoice.Ambiguous,
                ListenerChoice.Awaited,
                ListenerChoice.Unusable {
    /** None is for this host: the mesh does not know it. */
    record None(String why) implements ListenerChoice {}

    /**
     * More than one might be; to choose would be to guess.
     *
     * @param why names them
     */
    record Ambiguous(String why) implements ListenerChoice {}

    /** It is asked for, and not there yet. */
    record Awaited(Demands.Demand demand) implements ListenerChoice {}

    /**
     * There may be one, but calls cannot use it, and must not pass it by.
     *
     * @param details of the refusal, before the reason
     */
    record Unusable(ResponseFlag flag, String details, String why) implements ListenerChoice {
        /** Of those here none is for the host, but others may be missing. */
        static final String IN_DOUBT = "listeners_in_doubt";
    }
}
