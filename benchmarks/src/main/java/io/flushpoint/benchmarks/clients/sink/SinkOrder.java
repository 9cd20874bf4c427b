package io.flushpoint.benchmarks.clients.sink;

/** What a sink can be asked besides a change of its mode; each is answered with one line. */
enum SinkOrder {
    /** How many requests have arrived whole. */
    COUNT,
    /** How many of them came over HTTP/2. */
    COUNT_HTTP2,
    /** How many connections are open. */
    OPEN,
    /** How the last whole request came. */
    ARRIVAL,
    /** Closes every connection. */
    CUT,
    /** Listens on one more port, in the clear: which. */
    LISTEN
}
