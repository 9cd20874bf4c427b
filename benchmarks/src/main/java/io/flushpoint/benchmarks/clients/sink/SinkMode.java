package io.flushpoint.benchmarks.clients.sink;

/** What the sink does with a request. */
public enum SinkMode {
    /** Reads it and answers 204 at once. */
    ANSWER,
    /** Does not read, apart from one buffer of at most 64 KiB that it may have taken before. */
    HOLD,
    /** Reads the whole of it, counts it, and closes the connection without an answer. */
    DROP
}
