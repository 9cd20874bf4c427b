package io.flushpoint.lambda;

/** Which thread runs the sender's event loop. */
public enum Loop {
    /** What measured best in this {@link Mode}: see {@code docs/decisions}. */
    AUTO,
    /** A daemon thread of the sender's own: connections open and answers are read while the handler computes. */
    DEDICATED,
    /**
     * The thread that makes the sender, which must be the handler's own: no hop between threads, and nothing happens
     * but in a call of it. What other threads send waits until the owner sends, begins or closes. Not for
     * {@link Mode#MANAGED}, where every handler has its own thread.
     */
    CALLER_DRIVEN
}
