package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.SendException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a send and line, for tools: the names and values are stable. Times are whole microseconds, rounded
 * down; what is absent is null.
 */
final class JsonReport implements Report {
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

    static JsonObject object(Observation seen) {
        SendException failure = seen.failure();
        Receipt receipt = seen.receipt();
        OptionalInt status = seen.status();
        boolean connected = receipt.connection() > 0;
        return new JsonObject()
                .field("n", seen.n())
                .field("outcome", seen.reached() ? "REACHED" : "FAILED")
                .field("level", receipt.level())
                .field("failure", failure == null ? null : failure.failure())
                .field("phase", failure == null ? null : failure.phase())
                .field("wire", seen.wire())
                .field("status", status.isPresent() ? (Integer) status.getAsInt() : null)
                .field("news", seen.news())
                .field("connection", connected ? (Long) receipt.connection() : null)
                .field("reused", connected ? (Boolean) receipt.reused() : null)
                .field("attempts", receipt.attempts())
                .field("bytes", receipt.bytes())
                .field("us", micros(receipt.timings()));
    }

    private static JsonObject micros(Timings timings) {
        JsonObject micros = new JsonObject();
        for (Stage stage : Stage.values()) {
            micros.field(stage.name().toLowerCase(Locale.ROOT), micros(stage.nanos(timings)));
        }
        return micros;
    }

    private static @Nullable Long micros(long nanos) {
        return nanos == Timings.ABSENT ? null : (Long) (nanos / 1_000);
    }
}
