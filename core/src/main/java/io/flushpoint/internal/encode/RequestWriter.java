package io.flushpoint.internal.encode;

import io.flushpoint.SendRequest;

/** Writes requests in the form of one version of HTTP. On the event loop. */
public interface RequestWriter {
    /** Writes a request. The one before must have been written, or abandoned on a channel that was not closed since. */
    void write(SendRequest request, WriteOutcome told);

    /** Bytes encoded of the current or last request. */
    long bytes();

    /** Stops writing, wherever it stands; nothing more is told. */
    void abandon();
}
