package io.flushpoint.benchmarks.scale;

/** What a fleet asks of the collector, counted by the second. Confined to one thread. */
final class Load {
    private final int seconds;
    private final int[] full;
    private final int[] resumed;
    private final int[] sends;
    private final int[] closed;
    private long waits;
    private long peerClosed;

    Load(int seconds) {
        this.seconds = seconds;
        full = new int[seconds];
        resumed = new int[seconds];
        sends = new int[seconds];
        closed = new int[seconds];
    }

    void opened(long millis, boolean resumption) {
        count(resumption ? resumed : full, millis);
    }

    void closed(long millis) {
        count(closed, millis);
    }

    void sent(long millis) {
        count(sends, millis);
    }

    /** A send found all connections waiting for answers. */
    void waited() {
        waits++;
    }

    /** An environment found a connection that the collector's side had closed meanwhile. */
    void foundClosed() {
        peerClosed++;
    }

    private void count(int[] series, long millis) {
        int second = (int) (millis / 1_000);
        if (second < seconds) {
            series[second]++;
        }
    }

    int seconds() {
        return seconds;
    }

    int handshakes(int second) {
        return full[second] + resumed[second];
    }

    /** Handshakes from one second on to before another. */
    long handshakes(int from, int to) {
        long sum = 0;
        for (int second = from; second < to; second++) {
            sum += handshakes(second);
        }
        return sum;
    }

    long full(int from, int to) {
        long sum = 0;
        for (int second = from; second < to; second++) {
            sum += full[second];
        }
        return sum;
    }

    long sends(int from, int to) {
        long sum = 0;
        for (int second = from; second < to; second++) {
            sum += sends[second];
        }
        return sum;
    }

    /** The most handshakes in one second. */
    int peak(int from, int to) {
        int peak = 0;
        for (int second = from; second < to; second++) {
            peak = Math.max(peak, handshakes(second));
        }
        return peak;
    }

    /** The most connections that stood at the end of a second. */
    long mostOpen() {
        long open = 0;
        long most = 0;
        for (int second = 0; second < seconds; second++) {
            open += handshakes(second) - closed[second];
            most = Math.max(most, open);
        }
        return most;
    }

    /** Sends that found all connections waiting for answers. */
    long waits() {
        return waits;
    }

    /** Connections that the collector's side closed before the environment used them again. */
    long closedByPeer() {
        return peerClosed;
    }

    /** Cores busy with handshakes in the worst second. */
    double peakCores(Cost cost, int from, int to) {
        double peak = 0;
        for (int second = from; second < to; second++) {
            peak = Math.max(peak, work(cost, second));
        }
        return peak;
    }

    /**
     * The longest that a handshake waits in the collector's queue, in seconds, if so many cores do handshakes and nothing
     * else. Clients that give up or come again are not modelled.
     */
    double longestQueue(Cost cost, double cores, int from, int to) {
        double backlog = 0;
        double longest = 0;
        for (int second = from; second < to; second++) {
            backlog = Math.max(0, backlog + work(cost, second) - cores);
            longest = Math.max(longest, backlog / cores);
        }
        return longest;
    }

    private double work(Cost cost, int second) {
        return (full[second] * cost.fullMicros() + resumed[second] * cost.resumedMicros()) / 1e6;
    }
}
