package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import java.io.IOException;

/**
 * Makes the source of each body that is written piece by piece.
 *
 * @param pieceBytes largest piece
 * @param threads where publishers are asked and files are read
 */
public record BodySources(int pieceBytes, BodyThreads threads) {
    /** Some milliseconds of a slow processor's work: a turn of the loop cannot end in the middle of a piece. */
    private static final int COMPRESSED_AT_ONCE = 64 << 10;

    /** Whether a body is written with its head, in one piece. */
    public boolean fitsOnePiece(Body body) {
        return body instanceof Body.Empty || (body instanceof Body.InMemory memory && memory.size() <= pieceBytes);
    }

    /**
     * The source of a request's body, for a sink.
     *
     * @throws IOException if there is no seat for it, naming the bound
     */
    BodySource of(SendRequest request, RequestSink sink) throws IOException {
        return of(request.body(), pieceBytes, request.endpoint(), sink);
    }

    private BodySource of(Body body, int piece, String endpoint, RequestSink sink) throws IOException {
        if (body instanceof Body.InMemory memory) {
            return new InMemorySource(memory.bytes(), piece);
        }
        if (body instanceof Body.FileRange range) {
            return new FileSource(range, piece, sink.alloc(), sink.executor(), threads.take(endpoint));
        }
        if (body instanceof Body.Streamed streamed) {
            return new PublishedSource(
                    streamed.publisher(),
                    streamed.length().orElse(BodySource.UNKNOWN_LENGTH),
                    piece,
                    sink.executor(),
                    threads.take(endpoint));
        }
        if (body instanceof Body.Gzipped gzipped) {
            return new GzipSource(of(gzipped.body(), Math.min(piece, COMPRESSED_AT_ONCE), endpoint, sink));
        }
        throw new IllegalStateException("unknown body " + body);
    }
}
