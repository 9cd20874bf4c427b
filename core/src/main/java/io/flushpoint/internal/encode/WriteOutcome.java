package io.flushpoint.internal.encode;

/** What becomes of a request. Calls come on the event loop; after {@link #written} or a failure none comes. */
public interface WriteOutcome {
    /** The operating system took another piece. */
    void progressed();

    /** The operating system took the last byte. */
    void written(long bytes);

    /** Writing failed. */
    void writeFailed(Throwable cause);

    /**
     * The body failed; what was written of the request stays unfinished.
     *
     * @param untouched whether nothing was given to the channel, not even the head
     */
    void bodyFailed(Throwable cause, boolean untouched);
}
