package io.flushpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses bytes in memory (RFC 1952), on the calling thread: no event loop ever compresses what is known beforehand.
 */
final class Gzip {
    private static final int PIECE_BYTES = 8 << 10;

    private Gzip() {}

    /** Consumes {@code plain}. */
    static ByteBuffer compress(ByteBuffer plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, PIECE_BYTES)) {
            byte[] piece = new byte[Math.min(PIECE_BYTES, plain.remaining())];
            while (plain.hasRemaining()) {
                int length = Math.min(piece.length, plain.remaining());
                plain.get(piece, 0, length);
                gzip.write(piece, 0, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no write to memory fails", e);
        }
        return ByteBuffer.wrap(compressed.toByteArray());
    }
}
