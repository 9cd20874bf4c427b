package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Raw lines that measured the same: those with equal values in some fields, or without them, in the order in which they first appear. */
final class Grouped {
    private final List<RawObject> lines;

    private Grouped(List<RawObject> lines) {
        this.lines = lines;
    }

    static List<Grouped> by(List<RawObject> objects, String... fields) {
        Map<String, List<RawObject>> groups = new LinkedHashMap<>();
        for (RawObject raw : objects) {
            StringBuilder key = new StringBuilder();
            for (String field : fields) {
                key.append(raw.has(field) ? raw.text(field) : "").append('\n');
            }
            groups.computeIfAbsent(key.toString(), any -> new ArrayList<>()).add(raw);
        }
        return groups.values().stream().map(Grouped::new).toList();
    }

    String text(String field) {
        return lines.get(0).text(field);
    }

    /** Whether they were measured over HTTP/2; a line that does not say was over HTTP/1.1. */
    boolean isHttp2() {
        return lines.get(0).has("http") && text("http").equals("2");
    }

    String client() {
        return lines.get(0).name("client");
    }

    String label() {
        return Clients.label(client());
    }

    Spread spread(String field) {
        return Spread.of(lines.stream().map(raw -> raw.amount(field)).toList());
    }

    double median(String field) {
        return spread(field).median();
    }

    double sum(String field) {
        return lines.stream().mapToDouble(raw -> raw.amount(field)).sum();
    }

    int size() {
        return lines.size();
    }
}
