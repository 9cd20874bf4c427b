package io.flushpoint.benchmarks.child;

import java.util.HashMap;
import java.util.Map;

/** Counters that the JVM of a child keeps of itself, of one moment. */
public final class PerfCounters {
    private final Map<String, String> values = new HashMap<>();

    private PerfCounters() {}

    static PerfCounters parse(String text) {
        PerfCounters counters = new PerfCounters();
        text.lines().filter(line -> line.contains("=")).forEach(line -> {
            int at = line.indexOf('=');
            counters.values.put(line.substring(0, at), line.substring(at + 1));
        });
        return counters;
    }

    /**
     * A count.
     *
     * @throws IllegalArgumentException if the JVM does not keep it
     */
    public long count(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("this JVM keeps no counter " + name);
        }
        return Long.parseLong(value);
    }

    /** A time, kept in ticks, in nanoseconds. */
    public long nanos(String name) {
        return Math.round(count(name) * 1e9 / count("sun.os.hrt.frequency"));
    }
}
