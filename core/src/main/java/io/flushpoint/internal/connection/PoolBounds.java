package io.flushpoint.internal.connection;

import io.flushpoint.Bound;
import io.flushpoint.HttpProtocol;
import io.flushpoint.SenderOptions;

/** The bounds that connections and their pool live by, read once. */
public record PoolBounds(
        int connections,
        HttpProtocol protocol,
        int pipeliningDepth,
        int streams,
        long drainBytes,
        long drainMillis,
        long idleMillis,
        long ageMillis,
        long ageJitterPercent,
        long probeWaitMillis,
        long resolveMillis,
        long connectMillis,
        long proxyMillis,
        long handshakeMillis,
        int responseHeadBytes,
        long interimResponses,
        long interimBytes) {
    /** Reads them. */
    public static PoolBounds of(SenderOptions options) {
        return new PoolBounds(
                (int) options.bound(Bound.CONNECTIONS_PER_ENDPOINT),
                options.protocol(),
                (int) options.bound(Bound.PIPELINING_DEPTH),
                (int) options.bound(Bound.STREAMS_PER_CONNECTION),
                options.bound(Bound.DRAIN_BYTES),
                options.bound(Bound.DRAIN_TIME),
                options.bound(Bound.IDLE_AGE),
                options.bound(Bound.CONNECTION_AGE),
                options.bound(Bound.AGE_JITTER),
                options.bound(Bound.PROBE_WAIT),
                options.bound(Bound.RESOLVE_DEADLINE),
                options.bound(Bound.CONNECT_DEADLINE),
                options.bound(Bound.PROXY_DEADLINE),
                options.bound(Bound.HANDSHAKE_DEADLINE),
                (int) options.bound(Bound.RESPONSE_HEAD_BYTES),
                options.bound(Bound.INTERIM_RESPONSES),
                options.bound(Bound.INTERIM_BYTES));
    }
}
