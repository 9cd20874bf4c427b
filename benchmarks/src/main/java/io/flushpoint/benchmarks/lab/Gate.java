package io.flushpoint.benchmarks.lab;

/**
 * A gate in the middle of an environment's network: closed, it drops every packet of the environment, in both directions.
 *
 * <p>It stands in a namespace of its own: a hook in the environment's would let the backlog of the queueing discipline
 * drain, and taking a link down would lose routes and neighbours.
 */
final class Gate {
    private final PacketFilter filter;
    private final String address;
    private boolean closed;

    /** The gate, open, of the environment with an address. */
    Gate(PacketFilter filter, String address) {
        this.filter = filter;
        this.address = address;
    }

    synchronized void close() {
        if (!closed) {
            filter.add("shut", address);
            closed = true;
        }
    }

    synchronized void open() {
        if (closed) {
            filter.remove("shut", address);
            closed = false;
        }
    }
}
