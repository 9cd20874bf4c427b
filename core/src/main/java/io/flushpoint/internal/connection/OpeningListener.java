package io.flushpoint.internal.connection;

/** Is told how one opening went, on the event loop: one of the two, once. */
public interface OpeningListener {
    /** The connection is ready, and kept by its pool. */
    void opened(Connection connection);

    /** There is none. */
    void failed(OpeningFailure failure);
}
