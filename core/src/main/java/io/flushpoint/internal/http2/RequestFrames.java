package io.flushpoint.internal.http2;

import io.flushpoint.SendRequest;
import io.flushpoint.internal.encode.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2FrameWriter;

/** Encodes the frames of a connection's requests (RFC 9113 §4.1): heads as HEADERS and CONTINUATION, content as DATA. */
final class RequestFrames {
    /** Room for a common head and a frame header; the buffer grows for others. */
    static final int HEAD_BYTES = 512;

    private static final short END_STREAM = new Http2Flags().endOfStream(true).value();
    private static final short END_HEADERS = new Http2Flags().endOfHeaders(true).value();

    private final Http2FrameWriter.Configuration peers;
    private boolean begun;

    /** For the peer of whose settings {@code peers} tells. */
    RequestFrames(Http2FrameWriter.Configuration peers) {
        this.peers = peers;
    }

    /** A head is written. */
    void begun() {
        begun = true;
    }

    /** The longest payload of a frame that the peer takes, in bytes. */
    int mostPayload() {
        return peers.frameSizePolicy().maxFrameSize();
    }

    /**
     * Encodes the head of a request.
     *
     * @param length of the content; -1 if it is not known
     * @param bare whether the request ends with it
     * @throws Http2Exception if the peer takes no head of this size; then nothing has changed
     * @throws IllegalArgumentException if Netty's validation refuses it
     */
    void head(SendRequest request, long length, boolean bare, int stream, ByteBuf into) throws Http2Exception {
        int start = into.writerIndex();
        into.writeZero(Http2CodecUtil.FRAME_HEADER_LENGTH);
        int blockStart = into.writerIndex();
        block(request, length, stream, into);
        int blockLength = into.writerIndex() - blockStart;
        int first = Math.min(blockLength, mostPayload());
        int end = bare ? END_STREAM : 0;
        if (first == blockLength) {
            header(into, start, first, Http2FrameTypes.HEADERS, end | END_HEADERS, stream);
        } else {
            ByteBuf rest = into.copy(blockStart + first, blockLength - first);
            try {
                header(into, start, first, Http2FrameTypes.HEADERS, end, stream);
                into.writerIndex(blockStart + first);
                continuations(rest, stream, into);
            } finally {
                rest.release();
            }
        }
    }

    private void block(SendRequest request, long length, int stream, ByteBuf into) throws Http2Exception {
        HeaderBlock block = new HeaderBlock(into);
        if (!begun) {
            block.withoutDynamicTable();
        }
        block.request(request.method(), request.isSecure(), request.authority(), request.target());
        RequestHead.give(request, null, length, new RequestHead.Fields() {
            @Override
            public void add(CharSequence name, CharSequence value) {
                if (!isOfHttp1(name)) {
                    block.field(name, value);
                }
            }

            @Override
            public void addLength(CharSequence name, long value) {
                block.field(name, Long.toString(value));
            }
        });
        long most = peers.headersConfiguration().maxHeaderListSize();
        if (block.size() > most) {
            throw Http2Exception.headerListSizeError(
                    stream,
                    Http2Error.PROTOCOL_ERROR,
                    false,
                    "the peer takes no request head of this size (SETTINGS_MAX_HEADER_LIST_SIZE): %d bytes, and %d at most",
                    block.size(),
                    most);
        }
    }

    /** What HTTP/2 says otherwise: who is asked, and where the content ends (§8.2.2, §8.3.1). */
    private static boolean isOfHttp1(CharSequence name) {
        return HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                || HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
    }

    private void continuations(ByteBuf rest, int stream, ByteBuf into) {
        while (rest.isReadable()) {
            int length = Math.min(rest.readableBytes(), mostPayload());
            boolean last = length == rest.readableBytes();
            header(into, length, Http2FrameTypes.CONTINUATION, last ? END_HEADERS : 0, stream);
            into.writeBytes(rest, length);
        }
    }

    /** The header of a frame DATA; its payload follows. */
    static void data(int length, boolean last, int stream, ByteBuf into) {
        header(into, length, Http2FrameTypes.DATA, last ? END_STREAM : 0, stream);
    }

    private static void header(ByteBuf into, int length, int type, int flags, int stream) {
        int at = into.writerIndex();
        into.writeZero(Http2CodecUtil.FRAME_HEADER_LENGTH);
        header(into, at, length, type, flags, stream);
    }

    private static void header(ByteBuf into, int at, int length, int type, int flags, int stream) {
        into.setMedium(at, length);
        into.setByte(at + 3, type);
        into.setByte(at + 4, flags);
        into.setInt(at + 5, stream);
    }
}
