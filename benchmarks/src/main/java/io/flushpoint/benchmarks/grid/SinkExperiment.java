package io.flushpoint.benchmarks.grid;

import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.clients.sink.SinkMode;
import java.util.concurrent.locks.LockSupport;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** An experiment whose server is one sink, warm, started when it is first needed; a failed measurement ends it. */
public abstract class SinkExperiment implements Experiment {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private @Nullable Sink sink;

    /** For subclasses. */
    protected SinkExperiment() {}

    /** Measures one combination once; the sink answers, and has no connection. */
    protected abstract JSONObject run(Cell cell, Sink server) throws Exception;

    /** A new sink is there: what was learned of an old one holds no longer. */
    protected void started() {}

    @Override
    public final JSONObject run(Cell cell) throws Exception {
        Sink server = sink;
        if (server == null) {
            server = Sink.start();
            sink = server;
            started();
        }
        try {
            server.mode(SinkMode.ANSWER);
            server.cut();
            awaitNoConnection(server);
            return run(cell, server);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private static void awaitNoConnection(Sink server) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (server.open() > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("connections of the measurement before stay open");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public final void close() {
        if (sink != null) {
            sink.close();
            sink = null;
        }
    }
}
