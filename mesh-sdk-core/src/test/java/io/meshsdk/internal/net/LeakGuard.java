package io.meshsdk.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Watches every buffer while the tests of a class run, and fails the class where one was not released. */
final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
    private static final String CANARY = "canary-";
    private static final AtomicInteger CANARIES = new AtomicInteger();

    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private ResourceLeakDetector.Level former = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        beforeAll();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        afterAll();
    }

    void beforeAll() {
        former = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        logger.addAppender(reports);
        logger.setAdditive(false);
        collect();
        reports.list.clear();
    }

    void afterAll() {
        List<String> leaks = leaks();
        logger.detachAppender(reports);
        logger.setAdditive(true);
        ResourceLeakDetector.setLevel(former);
        assertThat(leaks).as("buffers that were never released").isEmpty();
    }

    private List<String> leaks() {
        collect();
        return reports.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .filter(report -> !report.contains(CANARY))
                .toList();
    }

    /**
     * A leak is noticed some time after its buffer was collected. One of our own, made later, shows when that time has come: what
     * was lost before it is reported with it at the latest. Thrice, for one collection may take the canary alone.
     */
    private void collect() {
        for (int i = 0; i < 3; i++) {
            String canary = CANARY + CANARIES.incrementAndGet() + ".";
            lose(canary);
            int tries = 0;
            do {
                assertThat(tries++)
                        .as("collections that did not show a lost buffer")
                        .isLessThan(1_000);
                System.gc();
                for (int j = 0; j < 100; j++) {
                    ByteBufAllocator.DEFAULT.directBuffer(16).release();
                }
            } while (reports.list.stream()
                    .noneMatch(report -> report.getFormattedMessage().contains(canary)));
        }
    }

    /** In a method of its own, lest the caller's frame keeps the buffer. Netty tells of the same history only once. */
    private static void lose(String name) {
        ByteBufAllocator.DEFAULT.directBuffer(16).touch(name);
    }
}
