package io.meshsdk.internal.call;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.LocalReply;
import io.meshsdk.engine.Next;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.internal.upstream.Limit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a call's state that only calls have which wait, fail or are retried. */
final class Seldom {
    private final List<Endpoint> tried = new ArrayList<>(2);
    /** Attempts that run beside the last one, and those whose answers nobody wanted. */
    private final List<Try> others = new ArrayList<>(0);
    /** Pairs of routes that internal redirects led from and to. */
    private final Set<String> led = new HashSet<>(0);

    private @Nullable Redirection redirection;
    private int redirects;
    private int attemptsBefore;
    private @Nullable RetryRules rules;
    private @Nullable Limit promised;
    private @Nullable ConfigurationWait waiting;
    private @Nullable LocalReply failure;
    private Next.AfterHead instead = Next.HOLD;
    private int retries;
    private boolean resent;

    /** Rules for retries that are this call's alone. */
    @Nullable
    RetryRules rules() {
        return rules;
    }

    void use(RetryRules own) {
        rules = own;
    }

    /** Done instead of giving a response to the caller. */
    Next.AfterHead instead() {
        return instead;
    }

    void doInstead(Next.AfterHead step) {
        instead = step;
    }

    /** Where an internal redirect led, the last of several. */
    @Nullable
    Redirection redirection() {
        return redirection;
    }

    int redirects() {
        return redirects;
    }

    /** Attempts of the time before it. */
    int attemptsBefore() {
        return attemptsBefore;
    }

    /** The call begins anew: it has its retries again, and may go to any endpoint. */
    void redirect(Redirection to, int attempts) {
        redirection = to;
        redirects++;
        attemptsBefore = attempts;
        retries = 0;
        resent = false;
        rules = null;
        tried.clear();
        others.clear();
        giveUpPromise();
    }

    /** Whether no redirect of this call led from the one route to the other before; from now on one did. */
    boolean leadsFirst(String from, String to) {
        return led.add(from + '\n' + to);
    }

    void keepBeside(Try running) {
        others.add(running);
    }

    List<Try> others() {
        return others;
    }

    /** A retry is to come. */
    boolean promises() {
        return promised != null;
    }

    /** Retries promised so far. */
    int retries() {
        return retries;
    }

    /** A retry begins after its pause; until then the call holds the permit for it. */
    void promise(Limit permit) {
        promised = permit;
    }

    void countRetry() {
        retries++;
    }

    /** The permit, now the attempt's to release. */
    @Nullable
    Limit takePromised() {
        Limit taken = promised;
        promised = null;
        return taken;
    }

    /** True once: what no server saw is sent again. */
    boolean mayResend() {
        boolean first = !resent;
        resent = true;
        return first;
    }

    void remember(Endpoint endpoint) {
        tried.add(endpoint);
    }

    boolean wasTried(Endpoint endpoint) {
        return tried.contains(endpoint);
    }

    @Nullable
    ConfigurationWait waiting() {
        return waiting;
    }

    void waitOn(ConfigurationWait wait) {
        waiting = wait;
    }

    void stopWaiting() {
        if (waiting != null) {
            waiting.leave();
            waiting = null;
        }
    }

    void fail(LocalReply reply) {
        failure = reply;
        giveUpPromise();
    }

    LocalReply failure() {
        if (failure == null) {
            throw new IllegalStateException("the call has not failed");
        }
        return failure;
    }

    void close() {
        giveUpPromise();
        stopWaiting();
    }

    void giveUpPromise() {
        Limit left = takePromised();
        if (left != null) {
            left.release();
        }
    }
}
