package io.flushpoint.opentelemetry;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Where an exporter's callbacks run, and what may block: on its executor if it has one, else on threads of ours; never on an event loop. */
final class Callbacks {
    private static final Executor OURS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "flushpoint-otlp");
        thread.setDaemon(true);
        return thread;
    });

    private final @Nullable Executor exporters;

    /** @param exporters null if it has none */
    Callbacks(@Nullable Executor exporters) {
        this.exporters = exporters;
    }

    /** Runs it, once: on a thread of ours if the exporter's executor does not take it. */
    void run(Runnable task) {
        if (exporters == null) {
            runOnOurs(task);
        } else {
            runOnce(exporters, this::runOnOurs, task);
        }
    }

    /** Runs it, once, on a thread of ours; here and now if the system has none left. */
    void runOnOurs(Runnable task) {
        runOnce(OURS, Runnable::run, task);
    }

    /** An executor that runs tasks at once throws what they throw: then it has run. */
    private static void runOnce(Executor first, Executor otherwise, Runnable task) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable once = () -> {
            if (begun.compareAndSet(false, true)) {
                task.run();
            }
        };
        try {
            first.execute(once);
        } catch (Throwable notTaken) {
            otherwise.execute(once);
        }
    }
}
