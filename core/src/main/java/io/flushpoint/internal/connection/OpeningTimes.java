package io.flushpoint.internal.connection;

/**
 * What opening a connection took, in nanoseconds; -1 where a step was not taken.
 *
 * @param resolve address lookup
 * @param connect TCP connect, over all addresses tried
 * @param tunnel a proxy's opening of a tunnel
 * @param tls TLS handshake, with the wait for the TLS context if it was not ready
 */
public record OpeningTimes(long resolve, long connect, long tunnel, long tls) {
    /** No step was taken. */
    public static final OpeningTimes NONE = new OpeningTimes(-1, -1, -1, -1);

    OpeningTimes withResolve(long nanos) {
        return new OpeningTimes(nanos, connect, tunnel, tls);
    }

    OpeningTimes withConnect(long nanos) {
        return new OpeningTimes(resolve, nanos, tunnel, tls);
    }

    OpeningTimes withTunnel(long nanos) {
        return new OpeningTimes(resolve, connect, nanos, tls);
    }

    OpeningTimes withTls(long nanos) {
        return new OpeningTimes(resolve, connect, tunnel, nanos);
    }

    /** Sum of the steps taken. */
    public long total() {
        return Math.max(0, resolve) + Math.max(0, connect) + Math.max(0, tunnel) + Math.max(0, tls);
    }
}
