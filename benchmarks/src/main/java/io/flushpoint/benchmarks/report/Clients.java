package io.flushpoint.benchmarks.report;

import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What the names of clients say: which are ours, and which are no clients but the ground they stand on. */
final class Clients {
    static final String FLOOR = "floor";
    static final String NETTY = "netty";

    private static final Set<String> GROUND = Set.of(FLOOR, NETTY);
    /** Those that have no hook by which to tell that a request is out. */
    private static final Set<String> BY_RESPONSE = Set.of("jdk", "apache", "aws-crt");

    private static final String OURS = "flushpoint";

    private Clients() {}

    static boolean isOurs(String client) {
        return client.startsWith(OURS);
    }

    /** Whether it is a client of others, to be compared with. */
    static boolean isOfOthers(String client) {
        return !isOurs(client) && !GROUND.contains(client);
    }

    /** The name, and by what it is measured if not by a hook for the request. */
    static String label(String client) {
        return BY_RESPONSE.contains(client) ? client + " (response)" : client;
    }

    static Colour ink(String client) {
        return isOurs(client) ? Colour.ORANGE : isOfOthers(client) ? Colour.SKY : Colour.BLACK;
    }

    /** A value as a multiple of the base, such as ×1.3; a dash if there is no base. */
    static String times(double value, double base) {
        return base > 0 && base < Double.POSITIVE_INFINITY ? Notation.ratio(value / base) : "–";
    }

    /** The least value of the clients of others; infinite if there are none. */
    static <T> double best(Collection<T> results, Function<T, String> client, ToDoubleFunction<T> value) {
        return results.stream()
                .filter(result -> isOfOthers(client.apply(result)))
                .mapToDouble(value)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
