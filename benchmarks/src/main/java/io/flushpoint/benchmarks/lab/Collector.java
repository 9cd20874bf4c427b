package io.flushpoint.benchmarks.lab;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The slow service: reads a request at once, records it, and answers 200 after the think time. What it has not seen has
 * not arrived.
 */
final class Collector implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();
    private final LabServer server;

    Collector(InetAddress address, Duration thinkTime) {
        server = new LabServer("collector", address, request -> {
            String id = idIn(request.body());
            if (id == null) {
                return LabResponse.empty(400);
            }
            arrivals.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
            TimeUnit.NANOSECONDS.sleep(thinkTime.toNanos());
            return LabResponse.empty(200);
        });
    }

    /** The id that the lab's functions and the samples put into what they post, or null. */
    static @Nullable String idIn(String body) {
        Matcher id = ID.matcher(body);
        return id.find() ? id.group(1) : null;
    }

    String uri() {
        return "http://" + server.authority();
    }

    /** The ids that have arrived by now. */
    Set<String> arrived() {
        return Set.copyOf(arrivals.keySet());
    }

    /** How often an id has arrived by now. */
    int count(String id) {
        AtomicInteger count = arrivals.get(id);
        return count == null ? 0 : count.get();
    }

    @Override
    public void close() {
        server.close();
    }
}
