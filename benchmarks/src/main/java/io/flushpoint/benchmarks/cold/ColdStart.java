package io.flushpoint.benchmarks.cold;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Child;
import io.flushpoint.benchmarks.child.CpuShare;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.child.Jdks;
import io.flushpoint.benchmarks.child.PerfCounters;
import io.flushpoint.benchmarks.clients.sink.Arrival;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.grid.Cell;
import io.flushpoint.benchmarks.grid.KnownClients;
import io.flushpoint.benchmarks.grid.SinkExperiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * How long a process that was just started takes until its first request is out.
 *
 * <p>Workload: a JVM of its own posts once, as soon as it can, by one client, to the sink, which is warm. Unwarmed, the time
 * runs from the start of the process. Warmed, INIT has been passed before: the adapter's own warming for Flushpoint, and for
 * the others what their users can do, a client kept and one whole exchange with the very server; the time then runs from the
 * end of INIT. Afterwards the same process posts on, for a warm post of the same client to compare with.
 *
 * <p>Isolates four phases that follow each other, by moments that hold for every client alike: the JVM (to the first line of
 * main), set-up (until the sink accepts the connection: classes, natives, TLS context, event loop), handshake (by the
 * sink's clock, which is this machine's) and request (until the client says that it is out). Beside them, not within them:
 * what the JVM counts as class loading, over all threads, and how long it takes to load the client's native libraries
 * alone, in a process that does nothing else.
 *
 * <p>The share of a core is a cgroup's quota, over periods of 20 ms; the process is in it from its first instruction.
 *
 * <p>Cannot show: a real Lambda, whose INIT has a whole core or more and whose file system is cold; here the jar is in the
 * page cache. The jar holds all clients of the build, which makes its index large for each of them alike. A request whose
 * client has no hook is out when its response is in, from a server that answers at once.
 */
public final class ColdStart extends SinkExperiment {
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xshare:auto");

    private static final double FULL = 1.0;

    /** The JDK from which on loading a native library is a restricted method. */
    private static final int RESTRICTED = 24;

    private final KnownClients factories = new KnownClients();
    private final AtomicInteger shares = new AtomicInteger();

    /** With the clients of this build. */
    public ColdStart() {}

    @Override
    public String name() {
        return "ColdStart";
    }

    @Override
    public String description() {
        return "From the start of a JVM to its first request out.";
    }

    @Override
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("jdk", List.of("17", "25"));
        parameters.put("cpu", List.of("1.0", "0.29"));
        parameters.put("scheme", List.of("http", "https"));
        parameters.put("http", List.of("1.1"));
        parameters.put("bodyBytes", List.of("512"));
        parameters.put("level", List.of("WRITTEN"));
        parameters.put("warm", List.of("false", "true"));
        parameters.put(
                "client",
                List.of(
                        "flushpoint-caller",
                        "flushpoint-dedicated",
                        "flushpoint-lambda",
                        "jdk",
                        "url-connection",
                        "vertx",
                        "jetty"));
        parameters.put("warmPosts", List.of("400"));
        return parameters;
    }

    @Override
    public int rounds() {
        return 5;
    }

    @Override
    public String obstacle(Cell cell) {
        String client = cell.text("client");
        String missing = factories.obstacle(client);
        if (!missing.isEmpty()) {
            return missing;
        }
        if (Jdks.home(cell.count("jdk")).isEmpty()) {
            return "no JDK " + cell.text("jdk") + " found here";
        }
        if (isHttp2(cell) && !factories.named(client).speaksHttp2("https".equals(cell.text("scheme")))) {
            return client + " does not speak HTTP/2 here by " + cell.text("scheme");
        }
        boolean ours = client.startsWith("flushpoint");
        if (ours && factories.named(client).warms() != cell.flag("warm")) {
            return client + (cell.flag("warm") ? " is not warmed in INIT" : " is always warmed in INIT");
        }
        return limit(cell) == FULL || sharesWork() ? "" : "a share of a core needs root and a cgroup for CPU";
    }

    private static boolean isHttp2(Cell cell) {
        return cell.text("http").equals("2");
    }

    private static double limit(Cell cell) {
        return Double.parseDouble(cell.text("cpu"));
    }

    private boolean sharesWork() {
        try (CpuShare share = CpuShare.of(FULL, shares)) {
            return share != null;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    protected JSONObject run(Cell cell, Sink server) throws Exception {
        Path home = Jdks.home(cell.count("jdk")).orElseThrow();
        boolean warm = cell.flag("warm");
        List<String> assignment = Assignment.arguments(
                cell.text("client"),
                cell.text("level"),
                server.target(cell.text("scheme"), cell.count("bodyBytes")).http2(isHttp2(cell)));
        try (CpuShare share = limit(cell) == FULL ? null : CpuShare.of(limit(cell), shares)) {
            JSONObject figures = first(
                    cell,
                    server,
                    home,
                    share,
                    warm,
                    Assignment.with(assignment, warm ? ColdMain.WARM : ColdMain.COLD, cell.text("warmPosts")));
            try (Child child = Child.start(
                    home, share, options(cell), ColdMain.class, Assignment.with(assignment, ColdMain.NATIVES))) {
                Figures natives = child.figures();
                figures.put("natives", natives.get("libraries")).put("natives_ms", millis(natives.get("nanos")));
            }
            return figures;
        }
    }

    private static JSONObject first(
            Cell cell, Sink server, Path home, @Nullable CpuShare share, boolean warm, List<String> arguments)
            throws Exception {
        try (Child child = Child.start(home, share, options(cell), ColdMain.class, arguments)) {
            Figures moments = child.figures();
            Arrival arrival = server.arrival();
            PerfCounters counters = child.counters();
            child.say("more");
            double warmMillis = millis(child.figures().get("nanos"));
            JSONObject figures = new JSONObject();
            long begin = warm ? moments.get("ready") : child.started();
            figures.put("first_ms", millis(moments.get("written") - begin));
            figures.put("warm_post_ms", warmMillis);
            figures.put("jvm_ms", millis(moments.get("main") - child.started()));
            if (warm) {
                figures.put("init_ms", millis(moments.get("ready") - moments.get("main")));
            } else {
                phases(figures, moments, arrival);
            }
            figures.put("classes", counters.count("java.cls.loadedClasses"));
            figures.put("classes_shared", counters.count("java.cls.sharedLoadedClasses"));
            figures.put("class_loading_ms", millis(counters.nanos("sun.cls.time")));
            figures.put("class_linking_ms", millis(counters.nanos("sun.cls.classLinkedTime")));
            return figures;
        }
    }

    /** The sink may see the end of a handshake a little after the client, which writes on at once. */
    private static void phases(JSONObject figures, Figures moments, Arrival arrival) {
        long secured = Math.min(arrival.secured(), moments.get("written"));
        long accepted = Math.min(arrival.accepted(), secured);
        figures.put("setup_ms", millis(accepted - moments.get("main")));
        figures.put("handshake_ms", millis(secured - accepted));
        figures.put("request_ms", millis(moments.get("written") - secured));
    }

    /** As Lambda sets them for Java; the last keeps a newer JDK from warning of native libraries. */
    private static List<String> options(Cell cell) {
        return cell.count("jdk") < RESTRICTED
                ? OPTIONS
                : Stream.concat(OPTIONS.stream(), Stream.of("--enable-native-access=ALL-UNNAMED"))
                        .toList();
    }

    private static double millis(long nanos) {
        return Math.max(0, nanos) / 1e6;
    }
}
