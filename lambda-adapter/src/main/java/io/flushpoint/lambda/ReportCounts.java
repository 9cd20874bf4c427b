package io.flushpoint.lambda;

/**
 * How many delivery reports this environment has had so far.
 *
 * <p>Immutable, for any thread. The adapter makes it; implement it only to stand for one of its own in a test, since facts may
 * be added.
 */
public interface ReportCounts {
    /** Sends that were answered, with whatever status. */
    long answered();

    /** Sends whose connection was lost after they were written. */
    long lost();

    /** Sends that nothing will be known of. */
    long unknown();

    /** Reports that were counted above and never told, because too many were waiting for the next invocation. */
    long dropped();

    /** Requests that were sent again because they were lost. */
    long resent();
}
