package io.flushpoint.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** HPACK over Netty's codec, with the tables of one connection: whatever the fields, and in their order. */
final class HeaderBlocks {
    private static final long ANY_LIST_SIZE = 0xffff_ffffL;
    /** More than the client is told, so that it may resize its table whenever it likes. */
    private static final long LARGE_TABLE = 1 << 20;

    private static final long DEFAULT_TABLE = 4096;

    private HeaderBlocks() {}

    /** Not thread-safe. */
    static final class Encoder {
        private final DefaultHttp2HeadersEncoder codec =
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);

        byte[] encode(int streamId, String... nameValuePairs) {
            InOrder fields = new InOrder();
            for (int i = 0; i < nameValuePairs.length; i += 2) {
                fields.add(nameValuePairs[i], nameValuePairs[i + 1]);
            }
            ByteBuf block = Unpooled.buffer();
            try {
                codec.encodeHeaders(streamId, fields, block);
                return ByteBufUtil.getBytes(block);
            } catch (Http2Exception e) {
                throw new IllegalStateException("could not encode " + fields.entries, e);
            } finally {
                block.release();
            }
        }

        /** What the client allows. */
        void limitTable(long bytes) {
            try {
                codec.maxHeaderTableSize(Math.min(bytes, DEFAULT_TABLE));
            } catch (Http2Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Not thread-safe. */
    static final class Decoder {
        private final DefaultHttp2HeadersDecoder codec = new DefaultHttp2HeadersDecoder(false, ANY_LIST_SIZE) {
            @Override
            protected Http2Headers newHeaders() {
                return new InOrder();
            }
        };

        Decoder() {
            try {
                codec.maxHeaderTableSize(LARGE_TABLE);
            } catch (Http2Exception e) {
                throw new IllegalStateException(e);
            }
        }

        List<HeaderLine> decode(int streamId, byte[] block) throws IOException {
            ByteBuf in = Unpooled.wrappedBuffer(block);
            try {
                List<HeaderLine> lines = new ArrayList<>();
                codec.decodeHeaders(streamId, in)
                        .forEach(field -> lines.add(new HeaderLine(
                                field.getKey().toString(), field.getValue().toString())));
                return lines;
            } catch (Http2Exception e) {
                throw new IOException("a header block on stream " + streamId + " that is not HPACK", e);
            } finally {
                in.release();
            }
        }
    }

    /** Netty's own put pseudo-header fields first. */
    private static final class InOrder extends DefaultHttp2Headers {
        private final List<Map.Entry<CharSequence, CharSequence>> entries = new ArrayList<>();

        InOrder() {
            super(false);
        }

        @Override
        public Http2Headers add(CharSequence name, CharSequence value) {
            entries.add(Map.entry(name, value));
            return this;
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
            return entries.iterator();
        }
    }
}
