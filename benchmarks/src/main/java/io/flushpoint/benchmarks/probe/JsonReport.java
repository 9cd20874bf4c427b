package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.SendException;
import io.flushpoint.benchmarks.figures.JsonLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One JSON object a send and line, for tools: the names and values are stable. Times are whole microseconds, rounded
 * down; what is absent is null.
 */
final class JsonReport implements ProbeReport {
    private final PrintWriter out;

    JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(ProbePlan plan, Set<DeliveryLevel> levels) {}

    @Override
    public void add(Observation seen) {
        out.println(object(seen));
        out.flush();
    }

    @Override
    public void end() {}

    static JsonLine object(Observation seen) {
        SendException failure = seen.failure();
        Receipt receipt = seen.receipt();
        OptionalInt status = seen.status();
        OptionalLong connection = receipt.connection();
        return new JsonLine()
                .put("n", seen.n())
                .put("outcome", seen.reached() ? "REACHED" : "FAILED")
                .put("level", receipt.level().orElse(null))
                .put("failure", failure == null ? null : failure.failure())
                .put("phase", failure == null ? null : failure.phase())
                .put("wire", seen.wire())
                .put("status", status.isPresent() ? status.getAsInt() : null)
                .put("news", seen.report())
                .put("reason", seen.reason())
                .put("connection", connection.isPresent() ? connection.getAsLong() : null)
                .put("reused", connection.isPresent() ? receipt.reused() : null)
                .put("protocol", receipt.protocol().map(HttpProtocol::wireName).orElse(null))
                .put("stream", receipt.stream().isPresent() ? receipt.stream().getAsInt() : null)
                .put("proxy", receipt.proxy().orElse(null))
                .put("attempts", receipt.attempts())
                .put("bytes", receipt.bytes())
                .put("us", micros(receipt.timings()));
    }

    private static JsonLine micros(Timings timings) {
        JsonLine micros = new JsonLine();
        for (TimedStage stage : TimedStage.values()) {
            micros.put(
                    stage.name().toLowerCase(Locale.ROOT),
                    stage.time(timings).map(JsonReport::micros).orElse(null));
        }
        return micros;
    }

    private static long micros(Duration time) {
        return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    }
}
