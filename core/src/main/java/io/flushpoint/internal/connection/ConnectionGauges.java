package io.flushpoint.internal.connection;

import java.util.concurrent.atomic.LongAdder;

/** How many connections of a sender are in which state. Written by event loops, read by any thread. */
public final class ConnectionGauges {
    final LongAdder opening = new LongAdder();
    final LongAdder idle = new LongAdder();
    final LongAdder busy = new LongAdder();
    final LongAdder closing = new LongAdder();

    /** Being resolved, connected or shaken hands. */
    public long opening() {
        return opening.sum();
    }

    /** Ready for a request. */
    public long idle() {
        return idle.sum();
    }

    /** With an exchange in flight. */
    public long busy() {
        return busy.sum();
    }

    /** Out of use, with a socket that is not closed yet. */
    public long closing() {
        return closing.sum();
    }
}
