package io.meshsdk.planted.internal.telemetry;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Every way of taking time, threads and chance from the JVM, one method each. */
public final class AmbientCalls {
    long nanoTime() {
        return System.nanoTime();
    }

    long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    Instant instantNow() {
        return Instant.now();
    }

    Instant givenClock(Clock clock) {
        return Instant.now(clock);
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    int threadLocalRandom() {
        return ThreadLocalRandom.current().nextInt();
    }

    double mathRandom() {
        return Math.random();
    }

    Random newRandom() {
        return new Random();
    }

    Thread newThread(Runnable work) {
        return new Thread(work);
    }

    void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    Object newExecutor() {
        return Executors.newSingleThreadExecutor();
    }

    Object commonPool() {
        return ForkJoinPool.commonPool();
    }

    Object parallel(List<String> names) {
        return names.parallelStream();
    }

    Object async(Runnable work) {
        return CompletableFuture.runAsync(work);
    }

    Object givenExecutor(Runnable work, Executor executor) {
        return CompletableFuture.runAsync(work, executor);
    }

    Object staticTimer(CompletableFuture<String> future) {
        return future.orTimeout(1, TimeUnit.SECONDS);
    }

    LongSupplier methodReference() {
        return System::nanoTime;
    }
}
