package io.meshsdk.grpc.e2e;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class warns of while this is open. */
public final class Warnings extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Warnings(Logger logger) {
        this.logger = logger;
    }

    public static Warnings of(Class<?> by) {
        Warnings warnings = new Warnings(Logger.getLogger(by.getName()));
        warnings.logger.addHandler(warnings);
        return warnings;
    }

    public List<String> all() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().equals(Level.WARNING)) {
            lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
