package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Which final status the heads on each stream begin with, by a reading of the frames that shares nothing with the sender's, but
 * for HPACK. It minds no rule: what it finds may have been refused, and nothing else can have been told.
 */
final class Http2Reading {
    private static final int FRAME_HEAD_BYTES = 9;
    private static final int HEADERS = 1;
    private static final int PUSH_PROMISE = 5;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int WITH_PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int FINAL = 200;
    private static final long ANY_LIST_SIZE = 1 << 20;

    private final Map<Integer, Integer> statuses = new HashMap<>();
    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false, ANY_LIST_SIZE);
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int blockType;
    private int blockStream;

    Http2Reading(byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        boolean legible = true;
        while (legible && in.remaining() >= FRAME_HEAD_BYTES) {
            int length = Short.toUnsignedInt(in.getShort()) << 8 | Byte.toUnsignedInt(in.get());
            int type = in.get();
            int flags = in.get();
            int stream = in.getInt() & Integer.MAX_VALUE;
            legible = in.remaining() >= length;
            if (legible) {
                byte[] payload = new byte[length];
                in.get(payload);
                legible = frame(type, flags, stream, payload);
            }
        }
    }

    /** The first final status on that stream; 0 if there is none. */
    int status(int stream) {
        return statuses.getOrDefault(stream, 0);
    }

    private boolean frame(int type, int flags, int stream, byte[] payload) {
        if (type == HEADERS || type == PUSH_PROMISE) {
            int start = (flags & PADDED) != 0 ? 1 : 0;
            int end = payload.length - (start == 1 && payload.length > 0 ? Byte.toUnsignedInt(payload[0]) : 0);
            if (type == PUSH_PROMISE) {
                start += Integer.BYTES;
            } else if ((flags & WITH_PRIORITY) != 0) {
                start += PRIORITY_BYTES;
            }
            if (start > end) {
                return false;
            }
            block.reset();
            block.write(payload, start, end - start);
            blockType = type;
            blockStream = stream;
        } else if (type == CONTINUATION) {
            block.writeBytes(payload);
        } else {
            return true;
        }
        return (flags & END_HEADERS) == 0 || headers();
    }

    private boolean headers() {
        ByteBuf in = Unpooled.wrappedBuffer(block.toByteArray());
        try {
            Http2Headers headers = hpack.decodeHeaders(blockStream, in);
            CharSequence status = headers.status();
            if (blockType == HEADERS && status != null && status.toString().matches("[1-9]\\d\\d")) {
                int code = Integer.parseInt(status.toString());
                if (code >= FINAL) {
                    statuses.putIfAbsent(blockStream, code);
                }
            }
            return true;
        } catch (Http2Exception | RuntimeException e) {
            return e instanceof Http2Exception.StreamException;
        }
    }
}
