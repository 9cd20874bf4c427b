package io.flushpoint.internal.http2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamByteDistributor;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Gives the streams of a connection equal shares of its window, without Netty's trees of priorities (RFC 9113 §5.3.2), and a
 * stream that we have reset none: behind a RST_STREAM nothing may follow (§5.1). While Netty goes through all streams, such as
 * when a window has opened, it closes none, and so does not yet drop what one has left to write.
 */
final class StreamShares implements StreamByteDistributor {
    private final StreamByteDistributor equal;

    StreamShares(Http2Connection connection) {
        equal = new UniformStreamByteDistributor(connection);
    }

    @Override
    public void updateStreamableBytes(StreamState state) {
        equal.updateStreamableBytes(state);
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        equal.updateDependencyTree(child, parent, weight, exclusive);
    }

    /** Whether there is more to write. What a stream that was reset has left counts as such, but is not asked for again. */
    @Override
    public boolean distribute(int bytes, Writer writer) throws Http2Exception {
        Round round = new Round(writer);
        return equal.distribute(bytes, round) && round.any;
    }

    /** Passes on what is shared out at once, but for streams that are reset. */
    private static final class Round implements Writer {
        private final Writer writer;
        private boolean any; // stream had a share, be it one that was reset

        Round(Writer writer) {
            this.writer = writer;
        }

        @Override
        public void write(Http2Stream stream, int bytes) {
            any = true;
            if (!stream.isResetSent()) {
                writer.write(stream, bytes);
            }
        }
    }
}
