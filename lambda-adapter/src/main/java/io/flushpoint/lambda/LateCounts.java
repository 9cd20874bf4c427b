package io.flushpoint.lambda;

/**
 * How much late news this environment has had so far.
 *
 * @param answered sends that were answered, with whatever status
 * @param lost sends whose connection was lost after they were written
 * @param unknown sends that nothing will be known of
 * @param dropped news that was counted above and never told, because too much was waiting for the next invocation
 * @param resent requests that were sent again because they were lost
 */
public record LateCounts(long answered, long lost, long unknown, long dropped, long resent) {}
