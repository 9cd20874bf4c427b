package io.flushpoint.benchmarks.growth;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Burst;
import io.flushpoint.benchmarks.child.Child;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.grid.Cell;
import io.flushpoint.benchmarks.grid.KnownClients;
import io.flushpoint.benchmarks.grid.SinkExperiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;

/**
 * What becomes of latency and memory as connections, endpoints, offered rate or bodies grow.
 *
 * <p>Workload: one thread posts at a fixed rate, an open loop, to all endpoints in turn. First as many posts at once as
 * there may be connections to an endpoint, so that they stand open: at a modest rate all but a few are then idle ballast. Let one
 * parameter grow and leave the others alone. Each point is a process of its own.
 *
 * <p>Isolates how the cost of a post depends on what grows. A latency begins at the moment its post was due (no coordinated
 * omission), and ends with the hook of the client.
 *
 * <p>Cannot show: latencies below the precision with which a thread can be woken, some 60 microseconds on Linux, which are in
 * every figure, since a post is made when its thread wakes; {@code FlushLatency} shows those. A rate that the client cannot
 * keep up with ends in refusals, counted as failures, or in a queue, seen as latency. Client, event loop and sink share the
 * cores of the machine.
 */
public final class Growth extends SinkExperiment {
    private static final List<String> OPTIONS = List.of("-Xmx1g");

    private final KnownClients factories = new KnownClients();
    private final List<String> moreEndpoints = new ArrayList<>();

    /** With the clients of this build. */
    public Growth() {}

    @Override
    public String name() {
        return "Growth";
    }

    @Override
    public String description() {
        return "Latency at a fixed rate, and memory, as connections, endpoints, rate or bodies grow.";
    }

    @Override
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("scheme", List.of("http"));
        parameters.put("level", List.of("WRITTEN"));
        parameters.put("connections", List.of("1"));
        parameters.put("endpoints", List.of("1"));
        parameters.put("rate", List.of("500"));
        parameters.put("bodyBytes", List.of("512"));
        parameters.put("seconds", List.of("3"));
        parameters.put("client", List.of("flushpoint-caller", "flushpoint-dedicated", "jdk", "vertx", "jetty"));
        return parameters;
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public String obstacle(Cell cell) {
        if (cell.count("endpoints") > 1 && !cell.text("scheme").equals("http")) {
            return "several endpoints only in the clear";
        }
        return factories.obstacleUnblocked(cell.text("client"));
    }

    @Override
    protected void started() {
        moreEndpoints.clear();
    }

    @Override
    protected JSONObject run(Cell cell, Sink sink) throws Exception {
        int connections = cell.count("connections");
        List<String> arguments = Assignment.with(
                Assignment.arguments(
                        cell.text("client"),
                        cell.text("level"),
                        sink.target(cell.text("scheme"), cell.count("bodyBytes"))),
                connections,
                cell.count("rate"),
                cell.count("seconds"));
        arguments.addAll(endpoints(sink, cell.count("endpoints") - 1));
        try (Child child = Child.start(OPTIONS, GrowthMain.class, arguments)) {
            child.hear();
            Burst.hold(sink, connections, child, () -> child.say("burst"));
            return result(child.figures());
        }
    }

    private List<String> endpoints(Sink sink, int count) {
        while (moreEndpoints.size() < count) {
            moreEndpoints.add(sink.listen().toString());
        }
        return moreEndpoints.subList(0, count);
    }

    private static JSONObject result(Figures figures) {
        JSONObject result = new JSONObject();
        figures.all().forEach(result::put);
        for (String quantile : List.of("p50", "p90", "p99", "p999", "max")) {
            result.remove(quantile);
            result.put(quantile + "_us", figures.get(quantile) / 1e3);
        }
        return result;
    }
}
