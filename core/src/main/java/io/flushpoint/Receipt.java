package io.flushpoint;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a send at one moment: an immutable snapshot.
 *
 * @param level the highest level reached, or null before {@code WRITTEN}
 * @param bytes length of the encoded request in bytes as handed to the operating system or, over TLS, to the TLS
 *     engine: head, framing and body; up to the failure, if it was not written completely
 * @param timings when each stage was passed
 * @param connection the number of the connection within its sender, counting from 1; 0 before one was leased
 * @param reused whether that connection stood open before this send needed it
 * @param attempts how many times a connection was leased for this send; more than 1 after a retry
 * @param status the status of the final response (RFC 9110 §15), if it has arrived
 */
public record Receipt(
        @Nullable DeliveryLevel level,
        long bytes,
        Timings timings,
        long connection,
        boolean reused,
        int attempts,
        OptionalInt status) {
    /** The receipt of a send to which nothing has happened yet. */
    public static final Receipt NONE = new Receipt(null, 0, Timings.NONE, 0, false, 0, OptionalInt.empty());

    /**
     * The time line of a send in nanoseconds of {@link System#nanoTime()}. A value is {@link #ABSENT} where the stage
     * was not passed: a reused connection resolves, connects and shakes hands for nobody.
     *
     * @param queuedNanos from {@code send} to the lease of a connection, less the three below
     * @param resolveNanos duration of the address lookup made for this send
     * @param connectNanos duration of the TCP connect made for this send, over all addresses tried
     * @param tlsNanos duration of the TLS handshake made for this send
     * @param writtenNanos from {@code send} to {@link DeliveryLevel#WRITTEN}
     * @param sentNanos from {@code send} to the reading that established {@link DeliveryLevel#SENT}
     * @param acknowledgedNanos from {@code send} to the reading that established {@link DeliveryLevel#ACKNOWLEDGED}
     * @param answeredNanos from {@code send} to {@link DeliveryLevel#ANSWERED}
     */
    public record Timings(
            long queuedNanos,
            long resolveNanos,
            long connectNanos,
            long tlsNanos,
            long writtenNanos,
            long sentNanos,
            long acknowledgedNanos,
            long answeredNanos) {
        /** Stands for "not passed". */
        public static final long ABSENT = -1;

        /** No stage was passed. */
        public static final Timings NONE = new Timings(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT);
    }
}
