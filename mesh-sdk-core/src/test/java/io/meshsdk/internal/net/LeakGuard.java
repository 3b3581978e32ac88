package io.meshsdk.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Watches every buffer while the tests of a class run, and fails the class where one was not released. */
final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
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
        collect();
        reports.list.clear();
        reports.start();
        logger.addAppender(reports);
        logger.setAdditive(false);
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
                .toList();
    }

    /** A leak is noticed when its buffer was collected, at the next allocation. */
    private static void collect() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int j = 0; j < 100; j++) {
                ByteBufAllocator.DEFAULT.directBuffer(16).release();
            }
        }
    }
}
