package io.flushpoint.lambda;

/**
 * How many delivery reports this environment has had so far.
 *
 * @param answered sends that were answered, with whatever status
 * @param lost sends whose connection was lost after they were written
 * @param unknown sends that nothing will be known of
 * @param dropped reports that were counted above and never told, because too many were waiting for the next invocation
 * @param resent requests that were sent again because they were lost
 */
public record ReportCounts(long answered, long lost, long unknown, long dropped, long resent) {}
