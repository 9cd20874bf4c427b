package io.flushpoint.internal.dispatch;

/**
 * Where a send stands.
 *
 * <pre>
 *   QUEUED --attempt begins--&gt; WRITING --written--&gt; WRITTEN --answered, lost, given up--&gt; ENDED
 *      ^                          |
 *      +--------- retry ----------+   (nothing written, or declared replayable; once)
 *      +--------- retry ---------------------------+   (proven unprocessed; once)
 * </pre>
 */
enum SendStage {
    QUEUED,
    WRITING,
    WRITTEN,
    ENDED
}
