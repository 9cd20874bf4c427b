package io.flushpoint;

/**
 * Counters and gauges of a sender, read at one moment without stopping it; the values are each exact but not of one
 * instant.
 *
 * @param queued gauge: sends waiting for a connection
 * @param writing gauge: sends whose bytes are being written
 * @param awaitingAnswer gauge: sends written and not answered
 * @param bytesInFlight gauge: bytes of request bodies held in memory for sends that are not yet written
 * @param connectionsOpening gauge: connections being resolved, connected or shaken hands
 * @param connectionsIdle gauge: connections ready for a send
 * @param connectionsBusy gauge: connections with an exchange in flight
 * @param connectionsClosing gauge: sockets that are out of use and not closed yet: bytes that somebody watches are still
 *     departing, or TLS takes its leave
 * @param submitted counter: sends submitted
 * @param reached counter: sends that reached their goal
 * @param failed counter: sends that did not
 * @param retried counter: attempts made again
 * @param answered counter: late news {@code ANSWERED}
 * @param lost counter: late news {@code LOST}
 * @param unknown counter: late news {@code UNKNOWN}
 * @param connectionsOpened counter: connections that became ready
 * @param connectionsReused counter: leases of a connection that stood open
 * @param connectionsRetired counter: connections that were ready and take no more sends
 * @param bytesWritten counter: bytes of encoded requests, before TLS, of sends that were completely written
 */
public record SenderMetrics(
        long queued,
        long writing,
        long awaitingAnswer,
        long bytesInFlight,
        long connectionsOpening,
        long connectionsIdle,
        long connectionsBusy,
        long connectionsClosing,
        long submitted,
        long reached,
        long failed,
        long retried,
        long answered,
        long lost,
        long unknown,
        long connectionsOpened,
        long connectionsReused,
        long connectionsRetired,
        long bytesWritten) {}
