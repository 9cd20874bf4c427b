package io.flushpoint.benchmarks.memory;

/** What is done between two readings of the memory. */
enum Workload {
    /** Opens connections, one exchange each, and leaves them idle. */
    IDLE,
    /** Posts one after the other on one connection. */
    SENDS,
    /** Posts bodies on one connection, all at once, to a server that does not read. */
    STALLED
}
