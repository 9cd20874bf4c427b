package io.flushpoint.internal.http2;

import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** The interim responses of one answer (RFC 9110 §15.2): nobody asks for them, and a peer that never ends them is cut off. */
final class InterimHeads {
    private final long mostResponses;
    private final long mostBytes;
    private long responses;
    private long bytes;

    InterimHeads(long mostResponses, long mostBytes) {
        this.mostResponses = mostResponses;
        this.mostBytes = mostBytes;
    }

    /** One more came. Which bound it passes, in words, or null. */
    @Nullable
    String excess(Http2Headers head) {
        responses++;
        bytes += Http2Heads.size(head);
        if (responses > mostResponses) {
            return "more than INTERIM_RESPONSES (" + mostResponses + ") interim responses";
        }
        return bytes > mostBytes ? "interim responses of more than INTERIM_BYTES (" + mostBytes + ")" : null;
    }
}
