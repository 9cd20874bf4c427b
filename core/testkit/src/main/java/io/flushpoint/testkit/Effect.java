package io.flushpoint.testkit;

import java.io.IOException;

/**
 * What a {@link Script} does at a position. Runs on the connection's own thread: while it blocks, nothing is read or
 * written. {@link Effects} has the usual ones.
 */
@FunctionalInterface
public interface Effect {
    void apply(ServerExchange exchange) throws IOException, InterruptedException;
}
