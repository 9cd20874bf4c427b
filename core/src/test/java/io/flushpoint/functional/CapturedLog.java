package io.flushpoint.functional;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What we and Netty log as long as it is open, instead of the console: messages, their parameters, and stack traces. */
final class CapturedLog extends Handler implements AutoCloseable {
    private final List<Logger> loggers = List.of(Logger.getLogger("io.flushpoint"), Logger.getLogger("io.netty"));
    private final List<String> lines = new ArrayList<>();

    private CapturedLog() {}

    static CapturedLog start(Level level) {
        CapturedLog log = new CapturedLog();
        log.setLevel(level);
        for (Logger logger : log.loggers) {
            logger.setLevel(level);
            logger.addHandler(log);
            logger.setUseParentHandlers(false);
        }
        return log;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    static String stackTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        lines.add(String.valueOf(entry.getMessage()));
        if (entry.getThrown() != null) {
            lines.add(stackTrace(entry.getThrown()));
        }
        if (entry.getParameters() != null) {
            for (Object parameter : entry.getParameters()) {
                lines.add(String.valueOf(parameter));
            }
        }
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        for (Logger logger : loggers) {
            logger.removeHandler(this);
            logger.setLevel(null);
            logger.setUseParentHandlers(true);
        }
    }
}
