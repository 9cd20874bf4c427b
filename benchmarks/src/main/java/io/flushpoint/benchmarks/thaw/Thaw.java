package io.flushpoint.benchmarks.thaw;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Child;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.grid.Cell;
import io.flushpoint.benchmarks.grid.KnownClients;
import io.flushpoint.benchmarks.grid.SinkExperiment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.json.JSONObject;

/**
 * How long after a thaw a request is delivered, and how often its caller has to try.
 *
 * <p>Workload: a process with one warm connection is stopped by a signal for {@code freezeMs}. Meanwhile its server keeps
 * the connection ({@code connection=alive}) or closes it ({@code closed}). When it goes on, it posts at once, and again
 * whenever a post fails, as callers do who must get their request through.
 *
 * <p>Isolates what a client does with a connection of which it cannot know whether it still stands: {@code said_ms} is when it
 * said, of the post that came through, that it was out, {@code delivered_ms} when the sink had the whole of it, both from
 * the first instruction after the thaw; {@code failures} are posts that failed before it, {@code copies} how many arrived.
 *
 * <p>Cannot show: a virtual machine that is paused. The kernel of a stopped process goes on and takes the server's close, so a
 * look at the socket tells it; in a paused machine nobody has seen it (the lab freezes the network too). Nor a server that
 * is gone without a word.
 */
public final class Thaw extends SinkExperiment {
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xshare:auto");

    private final KnownClients factories = new KnownClients();

    /** With the clients of this build. */
    public Thaw() {}

    @Override
    public String name() {
        return "Thaw";
    }

    @Override
    public String description() {
        return "From the thaw of a stopped process to its request delivered, connection alive or closed meanwhile.";
    }

    @Override
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("scheme", List.of("http", "https"));
        parameters.put("bodyBytes", List.of("512"));
        parameters.put("level", List.of("WRITTEN"));
        parameters.put("freezeMs", List.of("1500"));
        parameters.put("connection", List.of("alive", "closed"));
        parameters.put(
                "client",
                List.of(
                        "flushpoint-lambda",
                        "flushpoint-dedicated",
                        "jdk",
                        "url-connection",
                        "vertx",
                        "jetty",
                        "okhttp"));
        return parameters;
    }

    @Override
    public int rounds() {
        return 3;
    }

    @Override
    public String obstacle(Cell cell) {
        isClosed(cell);
        return factories.obstacle(cell.text("client"));
    }

    private static boolean isClosed(Cell cell) {
        return switch (cell.text("connection")) {
            case "alive" -> false;
            case "closed" -> true;
            default ->
                throw new IllegalArgumentException("connection is alive or closed, not " + cell.text("connection"));
        };
    }

    @Override
    protected JSONObject run(Cell cell, Sink sink) throws Exception {
        List<String> assignment = Assignment.arguments(
                cell.text("client"), cell.text("level"), sink.target(cell.text("scheme"), cell.count("bodyBytes")));
        try (Child child = Child.start(OPTIONS, ThawMain.class, assignment)) {
            child.hear();
            long before = sink.whole();
            child.stop();
            if (isClosed(cell)) {
                sink.cut();
            }
            pause(cell.count("freezeMs") * 1_000_000L);
            child.say("post");
            child.resume();
            Figures figures = child.figures();
            return new JSONObject()
                    .put("said_ms", (figures.get("said") - figures.get("woke")) / 1e6)
                    .put("delivered_ms", (sink.arrival().whole() - figures.get("woke")) / 1e6)
                    .put("failures", figures.get("failures"))
                    .put("copies", sink.whole() - before);
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
