package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads interim responses away (RFC 9110 §15.2), whatever their header section looks like: nobody asks for them, and a peer
 * that never ends them is cut off. Begins anew with each exchange.
 */
final class InterimResponses {
    private final long mostResponses;
    private final long mostBytes;
    private long responses;
    private long bytes;
    private boolean inside;
    private boolean inLine;

    InterimResponses(PoolBounds bounds) {
        this.mostResponses = bounds.interimResponses();
        this.mostBytes = bounds.interimBytes();
    }

    /** One begins: its status line is next. */
    void begin() {
        responses++;
        inside = true;
        inLine = true;
    }

    /** Reads away what belongs to the one that was begun, and empty lines ahead of a status line, which others pass over too. */
    void skip(ByteBuf in) {
        int start = in.readerIndex();
        while (in.isReadable() && (inside || isLineEnd(in.getByte(in.readerIndex())))) {
            byte octet = in.readByte();
            if (octet == '\n') {
                inside &= inLine;
                inLine = false;
            } else if (octet != '\r') {
                inLine = true;
            }
        }
        bytes += in.readerIndex() - start;
    }

    /** Which bound was passed, in words, or null. */
    @Nullable
    String excess() {
        if (responses > mostResponses) {
            return "more than INTERIM_RESPONSES (" + mostResponses + ") interim responses";
        }
        return bytes > mostBytes ? "interim responses of more than INTERIM_BYTES (" + mostBytes + ")" : null;
    }

    /** The final response is there. */
    void end() {
        responses = 0;
        bytes = 0;
    }

    private static boolean isLineEnd(byte octet) {
        return octet == '\r' || octet == '\n';
    }
}
