package io.flushpoint.internal.connection;

/**
 * Counts the looks of an event loop at its sockets. What was read in a look may not be all that had arrived: whether more lay
 * behind it, such as a FIN or bytes that nobody asked for, only the next look tells. Confined to the loop.
 */
public final class Looks {
    private long begun;
    private long lastRead = -1;

    /** The loop looks at its sockets, and runs its tasks then. */
    public void begin() {
        begun++;
    }

    /** Whether something was read since the last look began. */
    public boolean isAnotherDue() {
        return lastRead == begun;
    }

    long current() {
        return begun;
    }

    /** Something was read in the current look; its number. */
    long read() {
        lastRead = begun;
        return begun;
    }
}
