package io.flushpoint.internal.connection;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order the addresses of a host are tried: the one that worked when others before it did not, if there was such a case,
 * and then as the resolver has them, with its two families by turns (RFC 8305 §4). Confined to one event loop.
 */
final class AddressOrder {
    /** Hosts of which an address is remembered; beyond, the one asked for longest ago is forgotten. */
    private static final int MAX_HOSTS = 1_024;

    private final Map<String, InetAddress> worked =
            new LinkedHashMap<>(16, 0.75f, true); // least recently asked for first

    /** The addresses that were found for a host, in the order in which they are to be tried. */
    List<InetAddress> of(String host, List<InetAddress> found) {
        List<InetAddress> order = byTurns(found);
        InetAddress known = found.size() == 1 ? null : worked.get(host);
        if (known != null && order.remove(known)) {
            order.add(0, known);
        }
        return order;
    }

    /**
     * An address has worked, and one that was tried before it has not or was slower. One that worked at once is not remembered:
     * a resolver that hands out its addresses in turn wants all of them used.
     */
    void overtook(String host, InetAddress address) {
        worked.put(host, address);
        if (worked.size() > MAX_HOSTS) {
            worked.remove(worked.keySet().iterator().next());
        }
    }

    private static List<InetAddress> byTurns(List<InetAddress> found) {
        Deque<InetAddress> ofFirstFamily = new ArrayDeque<>();
        Deque<InetAddress> ofTheOther = new ArrayDeque<>();
        for (InetAddress address : found) {
            boolean first = address.getClass() == found.get(0).getClass();
            (first ? ofFirstFamily : ofTheOther).add(address);
        }
        List<InetAddress> order = new ArrayList<>(found.size());
        while (!ofFirstFamily.isEmpty() && !ofTheOther.isEmpty()) {
            order.add(ofFirstFamily.remove());
            order.add(ofTheOther.remove());
        }
        order.addAll(ofFirstFamily);
        order.addAll(ofTheOther);
        return order;
    }
}
