package io.flushpoint.benchmarks.lab;

import java.util.List;

/**
 * A gate in the middle of an environment's network: closed, it drops every packet in both directions.
 *
 * <p>It stands in a namespace of its own: a hook in the environment's would let the backlog of the queueing discipline
 * drain, and taking a link down would lose routes and neighbours.
 */
final class Gate {
    private final String namespace;
    private final List<String> ports;

    /** Installs the gate, open, on the ports of a bridge in a namespace. */
    Gate(String namespace, List<String> ports) {
        this.namespace = namespace;
        this.ports = List.copyOf(ports);
        nft("add table netdev lab");
        for (String port : ports) {
            nft("add chain netdev lab " + port + " { type filter hook ingress device " + port + " priority 0 ; }");
        }
    }

    void close() {
        ports.forEach(port -> nft("add rule netdev lab " + port + " drop"));
    }

    void open() {
        ports.forEach(port -> nft("flush chain netdev lab " + port));
    }

    private void nft(String command) {
        Shell.run("ip netns exec " + namespace + " nft " + command);
    }
}
