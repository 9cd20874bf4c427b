package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.io.OutputStream;

/** What a connection speaks: finds where its requests end, and knows what is to be said to the client. */
interface SinkProtocol {
    /** Takes bytes that were read, and says how many requests end within them. */
    int scan(byte[] bytes, int count);

    /** Writes, at once, what is to be said by now: the answers to the requests that have ended, and what the protocol asks for. */
    void write(OutputStream out) throws IOException;
}
