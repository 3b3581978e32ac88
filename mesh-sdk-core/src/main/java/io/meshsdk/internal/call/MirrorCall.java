package io.meshsdk.internal.call;

import io.meshsdk.call.Outcome;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.spi.CallFacts;

/**
 * A copy of a call's request on its way to another cluster: one attempt, whose answer nobody waits for. Its attempts are counted,
 * but it is no call of anybody's: no timer, span or record is made of it.
 *
 * @param call its route is the original's, its cluster the mirror's; it has no retries
 */
record MirrorCall(LiveCall call, Plan.Forward forward) implements OutboundCall {
    @Override
    public Plan plan() {
        return forward;
    }

    @Override
    public AttemptStep attempt() {
        return call.attempt();
    }

    @Override
    public void requestEnded() {
        call.requestEnded();
    }

    @Override
    public void replayLost() {
        call.replayLost();
    }

    @Override
    public CallFacts facts() {
        return call;
    }

    @Override
    public void cancel(String why) {
        call.cancel(why);
    }

    @Override
    public void close(Outcome result) {
        call.release(result);
    }
}
