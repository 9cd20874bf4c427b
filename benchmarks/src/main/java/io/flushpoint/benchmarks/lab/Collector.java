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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The slow service: reads a request at once, records it, and answers 200 after the think time. What it has not seen has
 * not arrived.
 */
final class Collector implements AutoCloseable {
    private static final Pattern IN_JSON = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern UUID =
            Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private final Map<String, Map<String, AtomicInteger>> arrivals = new ConcurrentHashMap<>();
    private final LabServer server;

    Collector(InetAddress address, Duration thinkTime) {
        server = new LabServer("collector", address, request -> {
            String id = idIn(request.body());
            if (id == null) {
                return LabResponse.empty(400);
            }
            arrivals.computeIfAbsent(id, first -> new ConcurrentHashMap<>())
                    .computeIfAbsent(request.path(), first -> new AtomicInteger())
                    .incrementAndGet();
            TimeUnit.NANOSECONDS.sleep(thinkTime.toNanos());
            return LabResponse.empty(200);
        });
    }

    /**
     * The id that the lab's functions and the samples put into what they post, or null: what is called so in JSON, else the
     * first UUID, as which Lambda gives the ids of its invocations.
     */
    static @Nullable String idIn(String body) {
        return Stream.of(IN_JSON, UUID)
                .map(pattern -> pattern.matcher(body))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse(null);
    }

    String uri() {
        return "http://" + server.authority();
    }

    /** The ids that have arrived by now. */
    Set<String> arrived() {
        return Set.copyOf(arrivals.keySet());
    }

    /** How often an id has arrived by now, at whichever target. */
    int count(String id) {
        return at(id).values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** The targets at which an id has arrived by now. */
    Set<String> targets(String id) {
        return Set.copyOf(at(id).keySet());
    }

    /** The targets at which anything has arrived by now. */
    Set<String> targets() {
        return arrivals.values().stream()
                .flatMap(each -> each.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How often an id has arrived by now beyond its first time at each target. */
    int duplicates(String id) {
        return at(id).values().stream().mapToInt(count -> count.get() - 1).sum();
    }

    private Map<String, AtomicInteger> at(String id) {
        return arrivals.getOrDefault(id, Map.of());
    }

    /** Whether the kernel holds bytes or connections for it that it has not taken. */
    boolean hasUnread() {
        return OpenSockets.areUnread(server.port());
    }

    @Override
    public void close() {
        server.close();
    }
}
