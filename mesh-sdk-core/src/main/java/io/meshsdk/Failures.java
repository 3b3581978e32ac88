package io.meshsdk;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.internal.http.RunningCall;

/** Says how a call went, in the words of this package. */
final class Failures {
    private static final String VIA_UPSTREAM = "via_upstream";

    private Failures() {}

    static CallInfo answered(RunningCall call) {
        return new CallInfo(ResponseFlags.NONE, VIA_UPSTREAM, call.attempts(), call.facts());
    }

    static CallInfo replied(RunningCall call, LocalReply reply) {
        return new CallInfo(reply.flags(), reply.details(), call.attempts(), call.facts());
    }

    static MeshCallException of(Request request, RunningCall call, Outcome outcome) {
        CallInfo info = new CallInfo(outcome.flags(), outcome.details(), call.attempts(), call.facts());
        return new MeshCallException(
                request.method() + " " + request.head().authority() + ": no whole response: " + info, info);
    }

    /** Whether an upstream made the answer. */
    static boolean isAnswered(CallInfo info) {
        return info.details().equals(VIA_UPSTREAM);
    }
}
