package io.meshsdk.internal.http;

import io.meshsdk.spi.Time;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** An event loop and a clock that go on when they are told to. */
final class HandLoop implements Time {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();

    EventLoop loop() {
        return channel.eventLoop();
    }

    void run() {
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    void advance(Duration by) {
        ticker.advance(by.toNanos(), TimeUnit.NANOSECONDS);
        run();
    }

    @Override
    public long nanos() {
        return ticker.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(0, ticker.nanoTime());
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("a call arms its timers on its event loop");
    }
}
