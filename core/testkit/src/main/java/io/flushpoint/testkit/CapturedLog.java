package io.flushpoint.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What anybody logs as long as it is open: messages, their parameters, and stack traces. Ours and Netty's go here instead of to
 * the console.
 */
public final class CapturedLog extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final List<Logger> ours = List.of(Logger.getLogger("io.flushpoint"), Logger.getLogger("io.netty"));
    private final @Nullable Level before = root.getLevel();
    private final List<String> lines = new ArrayList<>();

    private CapturedLog() {}

    /** Begins, at a level such as {@link Level#ALL}. */
    public static CapturedLog start(Level level) {
        CapturedLog log = new CapturedLog();
        log.setLevel(level);
        log.root.setLevel(level);
        log.root.addHandler(log);
        for (Logger logger : log.ours) {
            logger.setLevel(level);
            logger.addHandler(log);
            logger.setUseParentHandlers(false);
        }
        return log;
    }

    /** Everything up to now. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** An exception as a log shows it, with its causes. */
    public static String stackTrace(Throwable thrown) {
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
        for (Logger logger : ours) {
            logger.removeHandler(this);
            logger.setLevel(null);
            logger.setUseParentHandlers(true);
        }
        root.removeHandler(this);
        root.setLevel(before);
    }
}
