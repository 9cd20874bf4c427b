package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Understands a status line, and nothing else of a response.
 *
 * <pre>
 *   HTTP/1.x SP 3DIGIT [ SP reason ] CRLF (RFC 9112 §4)
 * </pre>
 *
 * <p>Blanks may be more than one or tabs, and LF alone may end it: that is how others read it, and no status is in doubt.
 */
final class StatusLine {
    /** No status yet: more bytes are needed. */
    static final int INCOMPLETE = 0;

    /** No status ever: {@link #fault} says why. */
    static final int MALFORMED = -1;

    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
    private static final int DIGITS = 3;
    private static final int LOWEST = 100;
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int SETTINGS = 4;
    private static final int TLS_ALERT = 21;

    private StatusLine() {}

    /**
     * The status of a line that is complete, {@link #INCOMPLETE} or {@link #MALFORMED}. Reads nothing away. A line that is
     * longer than {@code bound} is as good as complete: its status is known.
     */
    static int status(ByteBuf in, int bound) {
        int end = in.writerIndex();
        int at = in.readerIndex();
        for (byte expected : VERSION) {
            if (at == end) {
                return INCOMPLETE;
            }
            if (in.getByte(at++) != expected) {
                return MALFORMED;
            }
        }
        int minor = at++;
        if (minor < end && !isDigit(in.getByte(minor))) {
            return MALFORMED;
        }
        int code = at;
        while (code < end && isBlank(in.getByte(code))) {
            code++;
        }
        if (code >= end) {
            return withinBound(in, bound);
        }
        return code == at ? MALFORMED : status(in, code, bound);
    }

    private static int status(ByteBuf in, int code, int bound) {
        if (code + DIGITS - 1 - in.readerIndex() > bound) {
            return MALFORMED; // also where all of it came at once
        }
        int status = 0;
        for (int at = code; at < code + DIGITS; at++) {
            if (at >= in.writerIndex()) {
                return INCOMPLETE;
            }
            if (!isDigit(in.getByte(at))) {
                return MALFORMED;
            }
            status = 10 * status + in.getByte(at) - '0';
        }
        int after = code + DIGITS;
        if (after >= in.writerIndex()) {
            return INCOMPLETE;
        }
        byte next = in.getByte(after);
        if (status < LOWEST || !(isBlank(next) || next == '\r' || next == '\n')) {
            return MALFORMED;
        }
        boolean complete = in.forEachByte(after, in.writerIndex() - after, ByteProcessor.FIND_LF) >= 0;
        return complete || in.readableBytes() > bound ? status : INCOMPLETE;
    }

    private static int withinBound(ByteBuf in, int bound) {
        return in.readableBytes() > bound ? MALFORMED : INCOMPLETE;
    }

    /** What is wrong with a line that is {@link #MALFORMED}, without quoting it. */
    static String fault(ByteBuf in) {
        if (speaksHttp2(in)) {
            return "the peer speaks HTTP/2";
        }
        if (in.readableBytes() > 1
                && in.getByte(in.readerIndex()) == TLS_ALERT
                && in.getByte(in.readerIndex() + 1) == 3) {
            return "the peer speaks TLS";
        }
        if (startsWith(in, VERSION.length)) {
            return "a status that is not three digits from 100 to 999";
        }
        return startsWith(in, "HTTP/".length()) ? "a response that is not HTTP/1" : "no HTTP response";
    }

    /** Its first frame is SETTINGS, on stream 0 (RFC 9113 §3.4); or it says so in words. */
    private static boolean speaksHttp2(ByteBuf in) {
        int start = in.readerIndex();
        if (startsWith(in, "HTTP/".length()) && in.getByte(start + 5) == '2') { // malformed, so there is one more
            return true;
        }
        return in.readableBytes() >= FRAME_HEADER_BYTES
                && in.getByte(start) == 0
                && in.getByte(start + 3) == SETTINGS
                && in.getInt(start + 5) == 0;
    }

    private static boolean startsWith(ByteBuf in, int length) {
        if (in.readableBytes() < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != VERSION[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
