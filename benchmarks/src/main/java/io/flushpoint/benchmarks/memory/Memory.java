package io.flushpoint.benchmarks.memory;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Burst;
import io.flushpoint.benchmarks.child.Child;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.clients.sink.SinkMode;
import io.flushpoint.benchmarks.grid.Cell;
import io.flushpoint.benchmarks.grid.KnownClients;
import io.flushpoint.benchmarks.grid.SinkExperiment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.json.JSONObject;

/**
 * What a client holds in memory: for each idle connection, after many posts, and for a server that does not read.
 *
 * <p>Workload: a process of its own reads its memory, works, and reads again. {@code idle}: opens {@code connections}, one
 * exchange each. {@code sends}: {@code posts} exchanges on one connection, after two thousand that do not count.
 * {@code stalled}: posts 100 bodies of 1 MiB on one connection to a server that reads nothing, and waits three seconds.
 *
 * <p>Isolates what the client adds. The body of every post is the same array of the caller, and is in both readings; so
 * what appears under {@code stalled} is what the client copied or queued. Heap is that after collections; direct is what the
 * JDK and Netty count; resident memory shows what native libraries hold beside them, and with it heap that the JVM has taken but
 * does not use, and compiled code.
 *
 * <p>Cannot show: a caller that makes a new body for each post, whose bodies a client without a bound holds too; memory of
 * the kernel, whose socket buffers belong to no process; a heap under pressure.
 */
public final class Memory extends SinkExperiment {
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx1g");
    private static final int STALLED_BODY = 1 << 20;
    private static final int STALLED_POSTS = 100;

    private final KnownClients factories = new KnownClients();

    /** With the clients of this build. */
    public Memory() {}

    @Override
    public String name() {
        return "Memory";
    }

    @Override
    public String description() {
        return "Heap and direct bytes: per idle connection, after many posts, and with a server that does not read.";
    }

    @Override
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("scheme", List.of("http"));
        parameters.put("bodyBytes", List.of("512"));
        parameters.put("level", List.of("WRITTEN"));
        parameters.put("workload", List.of("idle", "stalled", "sends"));
        parameters.put("connections", List.of("200"));
        parameters.put("posts", List.of("1000000"));
        parameters.put(
                "client",
                List.of(
                        "flushpoint-caller",
                        "flushpoint-dedicated",
                        "jdk",
                        "vertx",
                        "jetty",
                        "reactor-netty",
                        "armeria",
                        "async-http-client",
                        "okhttp",
                        "apache",
                        "aws-crt"));
        return parameters;
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public String obstacle(Cell cell) {
        if (workload(cell) == Workload.IDLE && cell.text("client").equals("okhttp")) {
            return "okhttp keeps no more than five idle connections";
        }
        return factories.obstacleUnblocked(cell.text("client"));
    }

    private static Workload workload(Cell cell) {
        return Workload.valueOf(cell.text("workload").toUpperCase(Locale.ROOT));
    }

    @Override
    protected JSONObject run(Cell cell, Sink sink) throws Exception {
        Workload workload = workload(cell);
        int amount = switch (workload) {
            case IDLE -> cell.count("connections");
            case SENDS -> cell.count("posts");
            case STALLED -> STALLED_POSTS;
        };
        int bodyBytes = workload == Workload.STALLED ? STALLED_BODY : cell.count("bodyBytes");
        List<String> assignment = Assignment.arguments(
                cell.text("client"), cell.text("level"), sink.target(cell.text("scheme"), bodyBytes));
        try (Child child = Child.start(OPTIONS, MemoryMain.class, Assignment.with(assignment, workload, amount))) {
            child.hear();
            switch (workload) {
                case IDLE -> Burst.hold(sink, amount, child, () -> child.say("burst"));
                case SENDS -> child.say("post");
                case STALLED -> {
                    sink.mode(SinkMode.HOLD);
                    child.say("offer");
                }
            }
            Figures figures = child.figures();
            JSONObject result = new JSONObject().put("amount", amount);
            figures.all().forEach(result::put);
            return result;
        }
    }
}
