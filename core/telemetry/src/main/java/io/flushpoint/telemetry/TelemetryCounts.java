package io.flushpoint.telemetry;

/**
 * How many requests a {@link TelemetrySender} has carried, by what became of them. One that a library makes again counts each time.
 * Immutable, for any thread.
 */
public final class TelemetryCounts {
    private final long done;
    private final long failed;
    private final long refused;
    private final long lost;
    private final long unknown;

    TelemetryCounts(long done, long failed, long refused, long lost, long unknown) {
        this.done = done;
        this.failed = failed;
        this.refused = refused;
        this.lost = lost;
        this.unknown = unknown;
    }

    /** Those that reached their level, whatever became of them since. */
    public long done() {
        return done;
    }

    /** Those that did not reach their level in time. */
    public long failed() {
        return failed;
    }

    /** Of those done before their answer, those that the peer then refused with a status other than 2xx. */
    public long refused() {
        return refused;
    }

    /** Of those done before their answer, those whose connection was lost before it. */
    public long lost() {
        return lost;
    }

    /** Of those done before their answer, those of which nothing became known. */
    public long unknown() {
        return unknown;
    }

    @Override
    public String toString() {
        return "TelemetryCounts[done=" + done + ", failed=" + failed + ", refused=" + refused + ", lost=" + lost
                + ", unknown=" + unknown + "]";
    }
}
