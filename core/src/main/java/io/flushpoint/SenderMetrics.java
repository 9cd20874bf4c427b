package io.flushpoint;

/**
 * Counters and gauges of a sender, read at one moment without stopping it; the values are each exact but not of one
 * instant. Senders make it; implement it only to stand for one of theirs in a test, since values may be added.
 */
public interface SenderMetrics {
    /** Gauge: sends waiting for a connection. */
    long queued();

    /** Gauge: sends whose bytes are being written. */
    long writing();

    /** Gauge: sends written and not answered. */
    long awaitingAnswer();

    /** Gauge: bytes of request bodies held in memory for sends that are not yet written. */
    long bytesInFlight();

    /** Gauge: connections being resolved, connected or shaken hands. */
    long connectionsOpening();

    /** Gauge: connections ready for a send. */
    long connectionsIdle();

    /** Gauge: connections with an exchange in flight. */
    long connectionsBusy();

    /** Gauge: sockets that are out of use and not closed yet: bytes that somebody watches are still departing, or TLS takes its leave. */
    long connectionsClosing();

    /** Counter: sends submitted. */
    long submitted();

    /** Counter: sends that reached their goal. */
    long reached();

    /** Counter: sends that did not. */
    long failed();

    /** Counter: attempts made again. */
    long retried();

    /** Counter: delivery reports {@code ANSWERED}. */
    long answered();

    /** Counter: delivery reports {@code LOST}. */
    long lost();

    /** Counter: delivery reports {@code UNKNOWN}. */
    long unknown();

    /** Counter: connections that became ready. */
    long connectionsOpened();

    /** Counter: leases of a connection that stood open. */
    long connectionsReused();

    /** Counter: connections that were ready and take no more sends. */
    long connectionsRetired();

    /** Counter: bytes of encoded requests, before TLS, of sends that were completely written. */
    long bytesWritten();
}
