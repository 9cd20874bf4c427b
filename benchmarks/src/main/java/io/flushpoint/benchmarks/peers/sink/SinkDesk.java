package io.flushpoint.benchmarks.peers.sink;

/** What the connections of a sink share: the mode, and the count of whole requests. */
final class SinkDesk {
    private SinkMode mode = SinkMode.ANSWER;
    private long whole;

    synchronized void mode(SinkMode newMode) {
        mode = newMode;
        notifyAll();
    }

    synchronized long whole() {
        return whole;
    }

    /** Waits while nothing is to be read. */
    synchronized void awaitReading() throws InterruptedException {
        while (mode == SinkMode.HOLD) {
            wait();
        }
    }

    /** Counts requests that have arrived whole, and tells what to do with them. */
    synchronized SinkMode arrived(int count) {
        whole += count;
        return mode;
    }
}
