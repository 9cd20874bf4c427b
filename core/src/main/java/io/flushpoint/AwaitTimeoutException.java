package io.flushpoint;

import java.io.IOException;

/**
 * A wait for a level that ended before the level was settled. It says nothing of the send, which goes on: unlike a
 * {@link SendException}, it is no verdict.
 */
public final class AwaitTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    /** For whoever implements a {@link Delivery}. */
    public AwaitTimeoutException() {
        super("not known in time; the send goes on");
    }
}
