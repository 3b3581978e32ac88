package io.meshsdk.check;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.spi.CallFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Drives one call as its header {@code x-script} says, one step an attempt, the last repeated. */
final class ScriptedUpstream {
    /** Envoy's: what the client got was cut off. */
    private static final String BROKEN_OFF = "reset while the body was on its way";
    /** More than any recorded policy makes. */
    private static final int MAX_ATTEMPTS = 1_000;

    private final StandingClock clock;
    private final OutboundCall call;
    private final String[] script;
    private final boolean withoutBody;
    private int seen;

    ScriptedUpstream(StandingClock clock, OutboundCall call) {
        this.clock = clock;
        this.call = call;
        var head = ((CallFacts) call).head();
        this.script = Objects.requireNonNullElse(head.headers().get("x-script"), "200")
                .split(",");
        this.withoutBody = head.method().equals("HEAD");
    }

    /**
     * @param attempts that the upstream saw
     */
    record Result(
            String status,
            int attempts,
            @Nullable String attemptCountHeader,
            String details,
            String flags,
            @Nullable String grpcStatus) {
        boolean isBrokenOff() {
            return status.equals(BROKEN_OFF);
        }
    }

    Result run() {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            AttemptStep step = call.attempt();
            if (step instanceof AttemptStep.Fail fail) {
                return failed(fail.reply());
            }
            if (!(step instanceof AttemptStep.Send send)) {
                return told("the engine says " + step);
            }
            Attempt attempt = send.attempt();
            String action = action(attempt);
            Next next = play(attempt, action);
            if (next instanceof Next.Commit commit) {
                return answered(attempt, action, commit.head());
            }
            if (next instanceof Next.Fail fail) {
                return failed(fail.reply());
            }
            if (!(next instanceof Next.Again again)) {
                return told("the engine says " + next);
            }
            clock.advance(again.delayNanos());
        }
        return told("no end of attempts");
    }

    private String action(Attempt attempt) {
        if (attempt.endpoint().cluster().equals("dead")) {
            return "dead";
        }
        seen++;
        String counted = Objects.requireNonNullElse(attempt.head().headers().get("x-envoy-attempt-count"), "1");
        return script[Math.min(Integer.parseInt(counted), script.length) - 1];
    }

    private Next play(Attempt attempt, String action) {
        if (action.startsWith("grpc")) {
            return attempt.responseHead(new ResponseHead(
                    200, Headers.of("content-type", "application/grpc", "grpc-status", action.substring(4))));
        }
        return switch (action) {
            case "dead" -> attempt.ended(new Outcome.ConnectFailed("upstream_reset_before_response_started"));
            case "reset", "close" -> attempt.ended(new Outcome.Disconnected("upstream_reset_before_response_started"));
            case "partial" -> attempt.responseHead(new ResponseHead(200, Headers.EMPTY));
            case "hang" -> {
                clock.advance(attempt.deadline().nanos() - clock.nanos());
                yield attempt.timedOut(Attempt.Timeout.DEADLINE);
            }
            default -> attempt.responseHead(response(action));
        };
    }

    /** {@code 503} or {@code 503+name=value}. */
    private static ResponseHead response(String action) {
        int plus = action.indexOf('+');
        int equals = action.indexOf('=', plus);
        try {
            return plus < 0
                    ? new ResponseHead(Integer.parseInt(action), Headers.EMPTY)
                    : new ResponseHead(
                            Integer.parseInt(action.substring(0, plus)),
                            Headers.of(action.substring(plus + 1, equals), action.substring(equals + 1)));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new MalformedVectorException("x-script has a step that is not known: " + action);
        }
    }

    private Result answered(Attempt attempt, String action, ResponseHead head) {
        if (action.equals("partial") && !withoutBody) {
            attempt.ended(new Outcome.Truncated(200, ResponseFlags.of(ResponseFlag.UPE), "broken off"));
            return new Result(BROKEN_OFF, seen, null, "", "", null);
        }
        attempt.ended(Outcome.Answered.of(head.status()));
        return new Result(
                Integer.toString(head.status()),
                seen,
                head.headers().get("x-envoy-attempt-count"),
                "via_upstream",
                ((CallFacts) call).flags().toString(),
                head.headers().get("grpc-status"));
    }

    private Result failed(LocalReply reply) {
        return new Result(
                Integer.toString(reply.status()),
                seen,
                reply.headers().get("x-envoy-attempt-count"),
                RouteVectors.details(reply),
                reply.flags().toString(),
                reply.headers().get("grpc-status"));
    }

    private Result told(String what) {
        return new Result(what, seen, null, "", "", null);
    }
}
