package io.meshsdk.test;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.engine.Wait;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One call of a {@link FakeDriver}. For one thread. */
public final class FakeCall {
    private final FakeDriver driver;
    private final OutboundCall engine;
    private final Deadline callers;
    private final String name;
    private final List<String> transcript = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<FakeCall> mirrors = new ArrayList<>();
    private final Map<Attempt, Time.Timer> running = new IdentityHashMap<>();
    private Optional<ResponseHead> response = Optional.empty();
    private Optional<Outcome> result = Optional.empty();
    private boolean requestEnded;

    FakeCall(FakeDriver driver, OutboundCall engine, Deadline callers, String name) {
        this.driver = driver;
        this.engine = engine;
        this.callers = callers;
        this.name = name;
    }

    /** What happened, a line each, such as {@code send 1 to 10.0.0.1:80}, {@code head 503}, {@code again in 25 ms}. */
    public List<String> transcript() {
        return List.copyOf(transcript);
    }

    /** What the call was closed with; empty while it goes on. */
    public Optional<Outcome> result() {
        return result;
    }

    /** The head that the caller got of an upstream's response. */
    public Optional<ResponseHead> response() {
        return response;
    }

    /** All attempts so far. */
    public List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** The copies that were sent, each a call of its own. */
    public List<FakeCall> mirrors() {
        return List.copyOf(mirrors);
    }

    /** The caller gives up. Has no effect on a call that has ended. */
    public void cancel(String why) {
        if (result.isEmpty()) {
            engine.cancel(why);
            close(new Outcome.Cancelled(why));
        }
    }

    void start() {
        Plan plan = engine.plan();
        if (plan instanceof Plan.Forward forward) {
            note("forward");
            if (!requestEnded) {
                requestEnded = true;
                engine.requestEnded();
            }
            attempt();
            for (Plan.Mirror mirror : forward.mirrors()) {
                FakeCall copy = new FakeCall(driver, mirror.call(), Deadline.NONE, "mirror ");
                mirrors.add(copy);
                copy.start();
            }
        } else if (plan instanceof Plan.Reply reply) {
            reply(reply.reply());
        } else if (plan instanceof Plan.Refuse refuse) {
            reply(refuse.reply());
        } else if (plan instanceof Plan.PassThrough past) {
            note("pass through: " + past.why());
            close(new Outcome.PassedThrough(past.why()));
        } else if (plan instanceof Plan.Later later) {
            await(later.waiting(), this::start);
        }
    }

    private void attempt() {
        AttemptStep step = engine.attempt();
        if (step instanceof AttemptStep.Send send) {
            send(send.attempt());
        } else if (step instanceof AttemptStep.Fail fail) {
            reply(fail.reply());
        } else if (step instanceof AttemptStep.Later later) {
            await(later.waiting(), this::attempt);
        }
    }

    private void send(Attempt attempt) {
        attempts.add(attempt);
        note("send " + attempt.number() + " to " + attempt.endpoint().address());
        arm(attempt);
        answer(attempt, driver.answer(attempt));
    }

    private void answer(Attempt attempt, FakeAnswer answer) {
        if (!running.containsKey(attempt)) {
            return;
        }
        if (answer instanceof FakeAnswer.Late late) {
            driver.time.schedule(late.after(), () -> answer(attempt, late.answer()));
        } else if (answer instanceof FakeAnswer.Failed failed) {
            drop(attempt);
            note("failed " + failed.outcome().details());
            afterEnd(attempt.ended(failed.outcome()));
        } else if (answer instanceof FakeAnswer.Answered answered) {
            note("head " + answered.status());
            afterHead(attempt, answered, attempt.responseHead(new ResponseHead(answered.status(), answered.headers())));
        }
    }

    private void afterHead(Attempt attempt, FakeAnswer.Answered answered, Next.AfterHead next) {
        if (next instanceof Next.Commit commit) {
            commit.losers().forEach(this::drop);
            response = Optional.of(commit.head());
            drop(attempt);
            Outcome outcome = new Outcome.Answered(answered.status());
            attempt.ended(outcome);
            close(outcome);
        } else if (next instanceof Next.Again again) {
            drop(attempt);
            again(again);
        } else if (next instanceof Next.Reroute) {
            note("reroute");
            List.copyOf(running.keySet()).forEach(this::drop);
            start();
        }
        // Hold: the head stays where it is until another attempt decides.
    }

    private void afterEnd(Next.AfterEnd next) {
        if (next instanceof Next.Again again) {
            again(again);
        } else if (next instanceof Next.Fail fail) {
            reply(fail.reply());
        }
    }

    private void again(Next.Again again) {
        Duration delay = Duration.ofNanos(again.delayNanos());
        note("again in " + delay.toMillis() + " ms");
        later(again.delayNanos());
    }

    private void later(long delayNanos) {
        if (delayNanos <= 0) {
            attempt();
            return;
        }
        driver.time.schedule(Duration.ofNanos(delayNanos), () -> {
            if (result.isEmpty()) {
                attempt();
            }
        });
    }

    private void arm(Attempt attempt) {
        long left = attempt.deadline().remaining(driver.time.nanos());
        long idle = attempt.idleNanos() > 0 ? attempt.idleNanos() : Long.MAX_VALUE;
        if (Math.min(left, idle) == Long.MAX_VALUE) {
            running.put(attempt, () -> {});
            return;
        }
        Attempt.Timeout which = left <= idle ? Attempt.Timeout.DEADLINE : Attempt.Timeout.IDLE;
        running.put(
                attempt, driver.time.schedule(Duration.ofNanos(Math.min(left, idle)), () -> timedOut(attempt, which)));
    }

    private void timedOut(Attempt attempt, Attempt.Timeout which) {
        if (!running.containsKey(attempt)) {
            return;
        }
        note("timeout " + which + " of " + attempt.number());
        Next.AfterTimeout next = attempt.timedOut(which);
        if (next instanceof Next.Again again) {
            drop(attempt);
            again(again);
        } else if (next instanceof Next.Fail fail) {
            drop(attempt);
            reply(fail.reply());
        } else {
            if (next instanceof Next.Hedge hedge) {
                note("hedge");
                later(hedge.delayNanos());
            }
            // The engine has moved its deadline on; one that it left in the past would fire for ever.
            if (running.containsKey(attempt) && !attempt.deadline().passed(driver.time.nanos())) {
                arm(attempt);
            }
        }
    }

    private void await(Wait wait, Runnable again) {
        note("wait");
        boolean[] asked = {false};
        Runnable once = () -> {
            if (!asked[0] && result.isEmpty()) {
                asked[0] = true;
                again.run();
            }
        };
        Deadline until = wait.until().earlier(callers);
        if (until.isSet()) {
            driver.time.schedule(Duration.ofNanos(until.remaining(driver.time.nanos())), once);
        }
        wait.onReady(once);
    }

    private void drop(Attempt attempt) {
        Time.Timer timer = running.remove(attempt);
        if (timer != null) {
            timer.cancel();
        }
    }

    private void reply(LocalReply reply) {
        close(new Outcome.Replied(reply));
    }

    private void close(Outcome outcome) {
        List.copyOf(running.keySet()).forEach(this::drop);
        result = Optional.of(outcome);
        note("close " + outcome.status() + " " + outcome.details());
        engine.close(outcome);
    }

    private void note(String line) {
        transcript.add(name + line);
    }
}
