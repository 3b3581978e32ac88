package io.meshsdk.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTelemetryTest {
    private final FakeCall call = FakeCall.out("orders", "");

    @Test
    void anObserverThatThrowsFailsNoCallAndNoOtherObserver() {
        List<Outcome> heard = new ArrayList<>();
        CallObserver log = new CallObserver() {
            @Override
            public void closed(CallFacts facts, Object kept, Outcome result) {
                heard.add(result);
            }
        };
        CallTelemetry telemetry = new CallTelemetry(new Throwing(), new Throwing(), log);

        Object kept = telemetry.opened(call);
        assertThat(kept).isSameAs(CallObserver.NOTHING);
        assertThat(telemetry.attemptStarted(call, kept, call.head())).isSameAs(call.head());
        Outcome answered = new Outcome.Answered(200);
        telemetry.attemptEnded(call, kept, FakeCall.ENDPOINT, answered);
        telemetry.closed(call, kept, answered);
        assertThat(heard).containsExactly(answered);
    }

    private static final class Throwing implements CallObserver {
        @Override
        public Object opened(CallFacts call) {
            throw new IllegalStateException("planted");
        }

        @Override
        public RequestHead attemptStarted(CallFacts call, Object kept, RequestHead head) {
            throw new NoClassDefFoundError("planted");
        }

        @Override
        public void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
            throw new IllegalArgumentException("planted");
        }

        @Override
        public void closed(CallFacts call, Object kept, Outcome result) {
            throw new AssertionError("planted");
        }
    }
}
