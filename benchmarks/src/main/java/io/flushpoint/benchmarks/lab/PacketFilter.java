package io.flushpoint.benchmarks.lab;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the bridge in the middle drops without a word, in sets that can be changed at any time: {@code shut}, addresses
 * of environments behind a closed {@link Gate}; {@code gone}, single connections; {@code dead}, ports of peers.
 */
final class PacketFilter {
    private final String namespace;
    private final Set<Integer> swallowed = new HashSet<>();

    /**
     * Installs it in a namespace, with nothing in its sets.
     *
     * @param inner ports of the bridge towards the environments
     * @param outer port of the bridge towards the lab
     */
    PacketFilter(String namespace, List<String> inner, String outer) {
        this.namespace = namespace;
        StringBuilder rules = new StringBuilder("add table netdev lab;");
        rules.append("add set netdev lab shut { type ipv4_addr; };");
        rules.append("add set netdev lab gone { type ipv4_addr . inet_service; };");
        rules.append("add set netdev lab dead { type inet_service; };");
        for (String port : inner) {
            chain(rules, port, "s", "d");
        }
        chain(rules, outer, "d", "s");
        nft(rules.toString());
    }

    /** @param environment whether the environment is the source or the destination of what comes in at a port */
    private static void chain(StringBuilder rules, String port, String environment, String peer) {
        String rule = "add rule netdev lab " + port;
        rules.append("add chain netdev lab " + port + " { type filter hook ingress device " + port + " priority 0; };")
                .append(rule + " ip " + environment + "addr @shut drop;")
                .append(rule + " ip " + environment + "addr . tcp " + environment + "port @gone drop;")
                .append(rule + " tcp " + peer + "port @dead drop;");
    }

    /** The connections of an environment, by its own port, vanish: no packet of them passes any more. */
    void swallowConnections(String environment, Collection<Integer> ports) {
        ports.forEach(port -> add("gone", environment + " . " + port));
    }

    /** A peer's port vanishes: no packet to or from it passes. */
    synchronized void swallow(int peerPort) {
        if (swallowed.add(peerPort)) {
            add("dead", Integer.toString(peerPort));
        }
    }

    /** Undoes {@link #swallow}. */
    synchronized void release(int peerPort) {
        if (swallowed.remove(peerPort)) {
            remove("dead", Integer.toString(peerPort));
        }
    }

    void add(String set, String element) {
        nft("add element netdev lab " + set + " { " + element + " }");
    }

    void remove(String set, String element) {
        nft("delete element netdev lab " + set + " { " + element + " }");
    }

    private void nft(String command) {
        Shell.run(List.of("ip", "netns", "exec", namespace, "nft", command));
    }
}
