package io.flushpoint.benchmarks.clients.sink;

import java.io.IOException;
import java.io.OutputStream;

/** What a connection speaks: finds where its requests end, and knows what is to be said to the client. */
interface SinkProtocol {
    /** How many of the first bytes tell which it is. */
    int TELLING = 3;

    /**
     * What the client speaks, of what it has said first, at least {@link #TELLING} bytes. No method begins like HTTP/2's preface, {@code PRI}
     * (RFC 9113 §3.4); over TLS that is sent only where ALPN has said so.
     *
     * @param portion as much as is read at a time, at most
     */
    static SinkProtocol of(byte[] first, int portion) {
        return isHttp2(first) ? new SinkHttp2() : new SinkHttp1(portion);
    }

    /** Whether it is the preface of HTTP/2. */
    static boolean isHttp2(byte[] first) {
        return first[0] == 'P' && first[1] == 'R' && first[2] == 'I';
    }

    /** Takes bytes that were read, and says how many requests end within them. */
    int scan(byte[] bytes, int count);

    /** Writes, at once, what is to be said by now: the answers to the requests that have ended, and what the protocol asks for. */
    void write(OutputStream out) throws IOException;
}
