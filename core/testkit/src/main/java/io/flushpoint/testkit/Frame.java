package io.flushpoint.testkit;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A frame of HTTP/2 as it arrived at a {@link FrameServer}. Immutable.
 *
 * @param payload padding and all; empty for a DATA frame beyond {@link FrameConnection#KEPT_BYTES}
 * @param length octets of the payload on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // frames are looked at, not compared
public record Frame(int type, int flags, int streamId, byte[] payload, int length) {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    /** A flag of DATA and HEADERS. */
    public static final int END_STREAM = 0x1;
    /** A flag of SETTINGS and PING. */
    public static final int ACK = 0x1;
    /** A flag of HEADERS, PUSH_PROMISE and CONTINUATION. */
    public static final int END_HEADERS = 0x4;
    /** A flag of DATA, HEADERS and PUSH_PROMISE. */
    public static final int PADDED = 0x8;
    /** A flag of HEADERS. */
    public static final int WITH_PRIORITY = 0x20;

    /** The settings that RFC 9113 defines. */
    public static final int HEADER_TABLE_SIZE = 1;

    public static final int ENABLE_PUSH = 2;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;
    public static final int MAX_HEADER_LIST_SIZE = 6;

    static final int HEAD_BYTES = 9;
    private static final int PRIORITY_BYTES = 5;
    private static final List<String> NAMES = List.of(
            "DATA",
            "HEADERS",
            "PRIORITY",
            "RST_STREAM",
            "SETTINGS",
            "PUSH_PROMISE",
            "PING",
            "GOAWAY",
            "WINDOW_UPDATE",
            "CONTINUATION");

    Frame(int type, int flags, int streamId, byte[] payload) {
        this(type, flags, streamId, payload, payload.length);
    }

    /** Whether it is of this type. */
    public boolean is(int wanted) {
        return type == wanted;
    }

    /** Whether this flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether it is a SETTINGS or PING that acknowledges. */
    public boolean isAck() {
        return (is(SETTINGS) || is(PING)) && has(ACK);
    }

    /** Whether it is DATA or HEADERS and ends its stream. */
    public boolean endsStream() {
        return (is(DATA) || is(HEADERS)) && has(END_STREAM);
    }

    /** The error code of RST_STREAM and GOAWAY. */
    public long errorCode() {
        return Integer.toUnsignedLong(number(is(GOAWAY) ? Integer.BYTES : 0));
    }

    /** The last stream that GOAWAY names. */
    public int lastStream() {
        return number(0) & Integer.MAX_VALUE;
    }

    /** The increment of WINDOW_UPDATE. */
    public int increment() {
        return number(0) & Integer.MAX_VALUE;
    }

    /** The settings of SETTINGS, by identifier, in order. */
    public Map<Integer, Long> settings() {
        Map<Integer, Long> settings = new LinkedHashMap<>();
        ByteBuffer left = ByteBuffer.wrap(payload);
        while (left.remaining() >= Short.BYTES + Integer.BYTES) {
            settings.put(Short.toUnsignedInt(left.getShort()), Integer.toUnsignedLong(left.getInt()));
        }
        return settings;
    }

    /** The payload without padding, and without what HEADERS says of priorities. */
    byte[] content() {
        boolean mayBePadded = is(DATA) || is(HEADERS);
        int start = 0;
        int end = payload.length;
        if (mayBePadded && has(PADDED) && end > 0) {
            start = 1;
            end -= Byte.toUnsignedInt(payload[0]);
        }
        if (is(HEADERS) && has(WITH_PRIORITY)) {
            start += PRIORITY_BYTES;
        }
        if (end < start) {
            throw new IllegalArgumentException("padding or priorities that do not fit in " + this);
        }
        byte[] content = new byte[end - start];
        System.arraycopy(payload, start, content, 0, content.length);
        return content;
    }

    Frame withoutPayload() {
        return new Frame(type, flags, streamId, new byte[0], length);
    }

    /** As it goes over the wire. */
    byte[] encoded() {
        return ByteBuffer.allocate(HEAD_BYTES + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(streamId)
                .put(payload)
                .array();
    }

    private int number(int offset) {
        return ByteBuffer.wrap(payload).getInt(offset);
    }

    @Override
    public String toString() {
        String name = type < NAMES.size() ? NAMES.get(type) : "type " + type;
        return name + " on " + streamId + ", flags 0x" + Integer.toHexString(flags) + ", " + length + " B";
    }
}
