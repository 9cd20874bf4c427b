package io.flushpoint.internal.connection;

import org.jspecify.annotations.Nullable;

/** What the kernel knows about a TCP socket. Confined to the event loop. */
public interface KernelView extends DepartureWatch.Readings {
    /** Whether the connection stands in both directions. */
    boolean established();

    /** How many bytes the peer has sent. */
    long received();

    /** Milliseconds since the last acknowledgement from the peer. */
    long millisSinceLastAck();

    /** Idle time in milliseconds by which the kernel times its keepalive: since the last data or acknowledgement came. */
    long keepaliveIdleMillis();

    /** After how many seconds of idleness the kernel probes the peer; null if the socket is closed. */
    @Nullable
    Integer keepaliveAfterSeconds();

    /** Makes the kernel probe the peer after so many seconds of idleness; at once, if that has passed. */
    void keepaliveAfterSeconds(int seconds);

    /**
     * Reads anew, and tells whether the connection stands and its peer has sent so many bytes and no more. Of no bytes it is not
     * told: the kernel might not count them.
     */
    default boolean hasReceivedOnly(long bytes) {
        return bytes > 0 && read() && established() && received() == bytes;
    }
}
