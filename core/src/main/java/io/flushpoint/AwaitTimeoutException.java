package io.flushpoint;

import java.io.IOException;

/**
 * A wait for a level that ended before the level was settled. It says nothing of the send, which goes on: unlike a
 * {@link SendException}, it is no verdict.
 */
public final class AwaitTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The level was not settled in time. */
    public AwaitTimeoutException(String message) {
        super(message);
    }
}
