package io.flushpoint.simulation;

import java.util.List;

/** Who serves at the other ends: a fair host, which does only what a good server may do, and a foul one. */
final class Peers {
    static final String FAIR = "fair.test";
    static final String FOUL = "foul.test";
    static final String FAIR_ADDRESS = "10.0.0.1";
    static final List<String> FOUL_ADDRESSES = List.of("10.0.0.2", "10.0.0.3");

    /** One end of one connection. */
    interface Peer extends SimulatedTcp.Peer {
        /** The connection stands. */
        void accepted(SimulatedTcp tcp);
    }

    private final VirtualTime time;
    private final Choices choices;
    private final Truth truth;
    private final boolean http2;

    Peers(VirtualTime time, Choices choices, Truth truth, boolean http2) {
        this.time = time;
        this.choices = choices;
        this.truth = truth;
        this.http2 = http2;
    }

    /** Whether nothing goes wrong there. */
    static boolean isFair(String address) {
        return address.equals(FAIR_ADDRESS);
    }

    Peer newPeer(String address) {
        return http2
                ? new Http2Peer(time, choices, truth, isFair(address))
                : new Http1Peer(time, choices, truth, isFair(address));
    }

    Truth truth() {
        return truth;
    }

    boolean http2() {
        return http2;
    }
}
