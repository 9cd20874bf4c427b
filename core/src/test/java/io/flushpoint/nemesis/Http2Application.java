package io.flushpoint.nemesis;

import java.util.List;

/**
 * A server of a kind that applications are written for. It answers each request with the length of its body in {@code x-length},
 * and its SHA-256 in {@code x-digest}.
 */
interface Http2Application extends AutoCloseable {
    int port();

    /** The targets of the requests that it and those before it have read to their end. */
    List<String> targets();

    /** Begins to end gracefully: it listens no more and takes no more requests, and answers those that it has. */
    void beginToEnd();

    /** Waits for its end, and has another one serve at its port. */
    void startAgain() throws Exception;

    @Override
    void close();
}
