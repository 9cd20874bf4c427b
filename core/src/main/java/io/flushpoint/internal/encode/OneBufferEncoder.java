package io.flushpoint.internal.encode;

import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a request whose content is at hand into one buffer: byte for byte what Netty's encoder makes of it, without its
 * objects, and for one write. What Netty's objects would check when they are made is checked here by the same validators.
 */
final class OneBufferEncoder implements RequestHead.Fields {
    private static final AsciiString VERSION = AsciiString.cached(" HTTP/1.1\r\n");
    private static final AsciiString COLON = AsciiString.cached(": ");
    private static final AsciiString CRLF = AsciiString.cached("\r\n");

    /** Room for a common head; the buffer grows for others. */
    private static final int HEAD_BYTES = 512;

    private final ByteBuf into;

    OneBufferEncoder(ByteBuf into) {
        this.into = into;
    }

    /**
     * Encodes a request.
     *
     * @param forwarding null if no proxy sends it on
     * @param content the whole of it; consumed
     * @throws IllegalArgumentException if Netty's validation refuses the head
     */
    static ByteBuf encode(
            SendRequest request, @Nullable Forwarding forwarding, ByteBuffer content, ByteBufAllocator alloc) {
        ByteBuf into = alloc.directBuffer(HEAD_BYTES + content.remaining());
        try {
            writeRequestLine(request.method(), Forwarding.target(request, forwarding), into);
            RequestHead.give(request, forwarding, content.remaining(), new OneBufferEncoder(into));
            write(CRLF, into);
            into.writeBytes(content);
            return into;
        } catch (RuntimeException e) {
            into.release();
            throw e;
        }
    }

    static void writeRequestLine(String method, String target, ByteBuf into) {
        require(HttpHeaderValidationUtil.validateToken(method) == -1, "method");
        require(HttpUtil.isEncodingSafeStartLineToken(target), "target");
        write(method, into);
        into.writeByte(' ');
        write(target, into);
        write(VERSION, into);
    }

    @Override
    public void add(CharSequence name, CharSequence value) {
        require(HttpHeaderValidationUtil.validateToken(name) == -1, "header name");
        require(HttpHeaderValidationUtil.validateValidHeaderValue(value) == -1, "header value");
        write(name, into);
        write(COLON, into);
        write(value, into);
        write(CRLF, into);
    }

    @Override
    public void addLength(CharSequence name, long value) {
        write(name, into);
        write(COLON, into);
        writeDecimal(value, into);
        write(CRLF, into);
    }

    private static void write(CharSequence text, ByteBuf into) {
        ByteBufUtil.writeAscii(into, text); // as Netty does: the low byte of each character up to U+00FF
    }

    private static void writeDecimal(long value, ByteBuf into) {
        long unit = 1;
        while (value / unit >= 10) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            into.writeByte((int) ('0' + value / unit % 10));
        }
    }

    private static void require(boolean valid, String what) {
        if (!valid) {
            throw new IllegalArgumentException(what + " holds a character that is not allowed");
        }
    }
}
