package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/**
 * Makes the source of each body that is written piece by piece.
 *
 * @param pieceBytes largest piece
 * @param threads where publishers are asked and files are read
 */
record BodySources(int pieceBytes, BodyThreads threads) {
    /** Some milliseconds of a slow processor's work: a turn of the loop cannot end in the middle of a piece. */
    private static final int COMPRESSED_AT_ONCE = 64 << 10;

    /** Whether a body is written with its head, in one piece. */
    boolean fitsOnePiece(Body body) {
        return body instanceof Body.Empty || (body instanceof Body.InMemory memory && memory.size() <= pieceBytes);
    }

    /**
     * The source of a request's body, for a channel.
     *
     * @throws IOException if there is no seat for it, naming the bound
     */
    BodySource of(SendRequest request, ChannelHandlerContext channel) throws IOException {
        return of(request.body(), pieceBytes, request.endpoint(), channel);
    }

    private BodySource of(Body body, int piece, String endpoint, ChannelHandlerContext channel) throws IOException {
        if (body instanceof Body.InMemory memory) {
            return new InMemorySource(memory.bytes(), piece);
        }
        if (body instanceof Body.FileRange range) {
            return new FileSource(range, piece, channel.alloc(), channel.executor(), threads.take(endpoint));
        }
        if (body instanceof Body.Streamed streamed) {
            return new PublishedSource(
                    streamed.publisher(),
                    streamed.length().orElse(BodySource.UNKNOWN_LENGTH),
                    piece,
                    channel.executor(),
                    threads.take(endpoint));
        }
        if (body instanceof Body.Gzipped gzipped) {
            return new GzipSource(of(gzipped.body(), Math.min(piece, COMPRESSED_AT_ONCE), endpoint, channel));
        }
        throw new IllegalStateException("unknown body " + body);
    }
}
