package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chapters on what the experiments measured: one of each raw file. */
final class ExperimentChapters {
    private static final double MEGA = 1 << 20;
    private static final double KILO = 1 << 10;

    private static final List<BarPlot.Part> PHASES = List.of(
            new BarPlot.Part("JVM", Colour.BLACK),
            new BarPlot.Part("set-up, to the connect", Colour.BLUE),
            new BarPlot.Part("TLS handshake", Colour.ORANGE),
            new BarPlot.Part("request", Colour.SKY));

    private ExperimentChapters() {}

    /** Cold start: stacked by phase, and what follows INIT. */
    static Chapter cold(RawFile file, Typeface typeface) {
        List<RawObject> objects = file.objects();
        List<Grouped> all = Grouped.by(objects, "jdk", "cpu", "scheme", "http", "bodyBytes", "level", "warm", "client");
        List<Grouped> cold =
                all.stream().filter(each -> each.text("warm").equals("false")).toList();
        List<Grouped> warm =
                all.stream().filter(each -> each.text("warm").equals("true")).toList();
        if (cold.isEmpty()) {
            throw new ReportException(file.path() + ": nothing cold in it");
        }
        List<BarPlot.Bar> bars = cold.stream()
                .map(each -> new BarPlot.Bar(
                        each.label() + ", " + protocol(each),
                        Stream.of("jvm_ms", "setup_ms", "handshake_ms", "request_ms")
                                .map(each::median)
                                .toList(),
                        each.spread("first_ms").greatest(),
                        Notation.label(each.median("first_ms"))))
                .toList();
        return new Chapter(
                file.stem(),
                "From the start of a JVM to its first request: JDK "
                        + cold.get(0).text("jdk") + ", " + cold.get(0).text("cpu") + " CPU",
                cold.get(0).text("bodyBytes") + " bytes, " + cold.get(0).text("level")
                        + "; medians of each phase; the line reaches to the slowest start",
                new BarPlot("Milliseconds to the first request out", "ms", PHASES, bars, typeface),
                coldTable(cold) + (warm.isEmpty() ? "" : "\n" + warmTable(warm)),
                List.of(file));
    }

    private static String coldTable(List<Grouped> cold) {
        MarkdownTable table = new MarkdownTable(
                "started cold",
                "first, ms",
                "/ jdk",
                "JVM",
                "set-up",
                "handshake",
                "request",
                "classes",
                "class loading, ms",
                "natives alone, ms");
        Map<String, Double> jdk = new LinkedHashMap<>();
        cold.stream()
                .filter(each -> each.client().equals("jdk"))
                .forEach(each -> jdk.put(protocol(each), each.median("first_ms")));
        for (Grouped each : cold) {
            table.row(
                    each.label() + ", " + protocol(each),
                    Notation.spread(each.spread("first_ms")),
                    Clients.times(each.median("first_ms"), jdk.getOrDefault(protocol(each), 0.0)),
                    Notation.label(each.median("jvm_ms")),
                    Notation.label(each.median("setup_ms")),
                    Notation.label(each.median("handshake_ms")),
                    Notation.label(each.median("request_ms")),
                    String.format(Locale.ROOT, "%,.0f", each.median("classes")),
                    Notation.label(each.median("class_loading_ms")),
                    each.median("natives") > 0 ? Notation.label(each.median("natives_ms")) : "–");
        }
        return table.toString();
    }

    private static String warmTable(List<Grouped> warm) {
        MarkdownTable table = new MarkdownTable(
                "warmed in INIT", "INIT, ms", "first after INIT, ms", "warm post, ms", "first / warm");
        for (Grouped each : warm) {
            table.row(
                    each.label() + ", " + protocol(each),
                    Notation.spread(each.spread("init_ms")),
                    Notation.spread(each.spread("first_ms")),
                    Notation.label(each.median("warm_post_ms")),
                    Clients.times(each.median("first_ms"), each.median("warm_post_ms")));
        }
        return table.toString();
    }

    private static String protocol(Grouped each) {
        return each.text("scheme") + (each.isHttp2() ? ", HTTP/2" : "");
    }

    /** Thaw: how long until delivered. */
    static Chapter thaw(RawFile file, Typeface typeface) {
        List<Grouped> all = Grouped.by(file.objects(), "scheme", "connection", "client");
        MarkdownTable table = new MarkdownTable(
                "client", "connection", "said, ms", "delivered, ms", "failed before", "copies", "runs");
        List<BarPlot.Bar> bars = new ArrayList<>();
        for (Grouped each : all) {
            String label = each.label() + ", " + each.text("scheme");
            Spread delivered = each.spread("delivered_ms");
            table.row(
                    label,
                    each.text("connection"),
                    Notation.spread(each.spread("said_ms")),
                    Notation.spread(delivered),
                    Notation.tick(each.sum("failures")),
                    Notation.tick(each.sum("copies")),
                    Integer.toString(each.size()));
            boolean alive = each.text("connection").equals("alive");
            bars.add(new BarPlot.Bar(
                    label + ", " + each.text("connection"),
                    alive ? List.of(delivered.median(), 0.0) : List.of(0.0, delivered.median()),
                    delivered.greatest(),
                    Notation.label(delivered.median())
                            + (each.sum("failures") > 0
                                    ? ", " + Notation.tick(each.sum("failures")) + " failed"
                                    : "")));
        }
        return new Chapter(
                file.stem(),
                "From a thaw to the request delivered",
                "median; the line reaches to the slowest; beside it the posts that failed before",
                new BarPlot(
                        "Milliseconds from the thaw to delivered",
                        "ms",
                        List.of(
                                new BarPlot.Part("connection alive", Colour.SKY),
                                new BarPlot.Part("closed by the server meanwhile", Colour.BLUE)),
                        bars,
                        typeface),
                table.toString(),
                List.of(file));
    }

    /** Memory: what each workload added. */
    static Chapter memory(RawFile file, Typeface typeface) {
        Map<String, Map<String, Grouped>> byClient = new LinkedHashMap<>();
        for (Grouped each : Grouped.by(file.objects(), "workload", "client")) {
            byClient.computeIfAbsent(each.client(), any -> new LinkedHashMap<>())
                    .put(each.text("workload"), each);
        }
        MarkdownTable table = new MarkdownTable(
                "client",
                "idle connection: heap, kB",
                "direct, kB",
                "after many posts: heap, kB",
                "direct, kB",
                "resident, MB",
                "server that does not read: heap, MB",
                "direct, MB",
                "resident, MB",
                "refused");
        List<BarPlot.Bar> bars = new ArrayList<>();
        byClient.forEach((client, workloads) -> {
            Grouped idle = workloads.get("idle");
            Grouped sends = workloads.get("sends");
            Grouped stalled = workloads.get("stalled");
            table.row(
                    client,
                    added(idle, "heap", KILO, true),
                    added(idle, "direct", KILO, true),
                    added(sends, "heap", KILO, false),
                    added(sends, "direct", KILO, false),
                    added(sends, "resident", MEGA, false),
                    added(stalled, "heap", MEGA, false),
                    added(stalled, "direct", MEGA, false),
                    added(stalled, "resident", MEGA, false),
                    stalled == null ? "–" : Notation.tick(stalled.median("refused")));
            Grouped drawn = stalled == null ? sends : stalled;
            if (drawn != null) {
                double heap = difference(drawn, "heap") / MEGA;
                double direct = difference(drawn, "direct") / MEGA;
                bars.add(new BarPlot.Bar(
                        client, List.of(heap, direct), heap + direct, Notation.label(heap + direct) + " MB"));
            }
        });
        boolean held = byClient.values().stream().anyMatch(workloads -> workloads.containsKey("stalled"));
        String work =
                held ? "100 bodies of 1 MiB, offered to a server that does not read," : "many posts on one connection";
        if (bars.isEmpty()) {
            throw new ReportException(file.path() + ": neither of the workloads sends and stalled is in it");
        }
        return new Chapter(
                file.stem(),
                "Memory: idle, after many posts, and held for a server that does not read",
                "plot: what " + work + " add to the process",
                new BarPlot(
                        "MB that " + work + " add",
                        "MB",
                        List.of(
                                new BarPlot.Part("heap", Colour.BLUE),
                                new BarPlot.Part("direct buffers", Colour.ORANGE)),
                        bars,
                        typeface),
                table.toString(),
                List.of(file));
    }

    private static String added(@Nullable Grouped each, String what, double unit, boolean perPiece) {
        if (each == null) {
            return "–";
        }
        return Notation.label(difference(each, what) / unit / (perPiece ? each.median("amount") : 1));
    }

    /** What was freed counts as nothing added. */
    private static double difference(Grouped each, String what) {
        return Math.max(0, each.median("after_" + what) - each.median("before_" + what));
    }

    /** Growth: curves over what grows. */
    static Chapter growth(RawFile file, Typeface typeface) {
        String axis = GrowthResult.axis(file);
        String unit = axis.equals("rate") ? "posts a second" : axis.equals("bodyBytes") ? "bytes of a body" : axis;
        List<GrowthResult> results = GrowthResult.read(file);
        MarkdownTable table =
                new MarkdownTable("client", unit, "p50 µs", "p99", "p99.9", "max", "heap, MB", "direct, MB", "failed");
        results.stream()
                .sorted(Comparator.comparing(GrowthResult::client))
                .forEach(result -> table.row(
                        result.client(),
                        Notation.tick(result.at()),
                        Notation.label(result.p50()),
                        Notation.label(result.p99()),
                        Notation.label(result.p999()),
                        Notation.label(result.max()),
                        Notation.label(result.heap() / MEGA),
                        Notation.label(result.direct() / MEGA),
                        Notation.tick(result.failures())));
        return new Chapter(
                file.stem(),
                "As " + grows(axis) + ": latency and memory",
                "open loop, latency from the moment a post was due; all axes logarithmic",
                new GrowthPlot(
                        unit,
                        results,
                        List.of(
                                new GrowthPlot.Curve("p50, µs", GrowthResult::p50),
                                new GrowthPlot.Curve("p99, µs", GrowthResult::p99),
                                new GrowthPlot.Curve("heap, MB", result -> result.heap() / MEGA)),
                        typeface),
                table.toString(),
                List.of(file));
    }

    private static String grows(String axis) {
        return switch (axis) {
            case "rate" -> "the rate grows";
            case "bodyBytes" -> "bodies grow";
            default -> axis + " grow";
        };
    }
}
