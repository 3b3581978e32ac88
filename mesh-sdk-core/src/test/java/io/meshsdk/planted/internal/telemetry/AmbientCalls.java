package io.meshsdk.planted.internal.telemetry;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

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

    Object secureRandom() {
        return new SecureRandom();
    }

    Object splittableRandom() {
        return new SplittableRandom();
    }

    Object givenSeed() {
        return new SplittableRandom(7);
    }

    Object defaultGenerator() {
        return RandomGenerator.getDefault();
    }

    Object uuid() {
        return UUID.randomUUID();
    }

    Object newPool() {
        return new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    Object newScheduler() {
        return new ScheduledThreadPoolExecutor(1);
    }

    Object ownThread() {
        return new OwnThread();
    }

    void timeUnit() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    void park() {
        LockSupport.park(this);
    }

    void parkNanos() {
        LockSupport.parkNanos(1);
    }

    private static final class OwnThread extends Thread {}

    LongSupplier methodReference() {
        return System::nanoTime;
    }
}
