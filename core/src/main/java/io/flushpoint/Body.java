package io.flushpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * The content of a request: nothing, bytes in memory, a range of a file, or a stream. Immutable, and used again by
 * every send of the request. The records are what the encoder reads; callers use the factories.
 *
 * <p>The {@code toString()} of a body tells its kind and length, never its content or a file name.
 */
public sealed interface Body {
    /** The length of a body whose length is not known beforehand. */
    long UNKNOWN_LENGTH = -1;

    /** The length in bytes if it is known before sending, otherwise {@link #UNKNOWN_LENGTH}. */
    long length();

    /** No content. */
    static Body empty() {
        return Empty.INSTANCE;
    }

    /** A copy of the bytes. */
    static Body of(byte[] bytes) {
        return new InMemory(
                ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes").clone()));
    }

    /**
     * The bytes from position to limit, without copying them. The caller must not change them until the last send of
     * this body is settled. The buffer's own position and limit are neither moved nor watched.
     */
    static Body of(ByteBuffer bytes) {
        return new InMemory(bytes);
    }

    /**
     * Text in UTF-8.
     *
     * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no UTF-8 form
     */
    static Body text(String text) {
        HttpSyntax.requirePairedSurrogates("text", Objects.requireNonNull(text, "text"));
        return new InMemory(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A whole file. It is opened when it is sent; as long as it is then, it must stay until it is written. */
    static Body file(Path path) {
        return new FileRange(path, 0, UNKNOWN_LENGTH);
    }

    /**
     * A range of a file. It is opened when it is sent.
     *
     * @param position of the first byte, from 0
     * @param length in bytes, from 0
     */
    static Body file(Path path, long position, long length) {
        return new FileRange(path, position, requireLength(length));
    }

    /**
     * A stream of unknown length, sent chunked (RFC 9112 §7.1). It is subscribed to once for each time the request is
     * written.
     *
     * <p>The subscriber keeps the rules of Reactive Streams 1.0.4, §2. {@code subscribe}, {@code request} and {@code cancel}
     * are called on threads of the sender that may block; the calls on one subscription come one after the other, so that a
     * {@code cancel} waits for a {@code request} in progress. The publisher may signal on any thread. At most two buffers are
     * asked for ahead of what is written. A buffer belongs to the sender from {@code onNext} on and must not be changed
     * after; a publisher that fills one buffer again and again gives copies. One that signals null, or gives more buffers
     * than it was asked for, fails the send with {@link Failure#BODY_FAILED}.
     */
    static Body stream(Flow.Publisher<? extends ByteBuffer> publisher) {
        return new Streamed(publisher, UNKNOWN_LENGTH);
    }

    /**
     * A stream of known length. One that gives more or fewer bytes fails the send with {@link Failure#BODY_FAILED}.
     *
     * @param length in bytes, from 0
     */
    static Body stream(Flow.Publisher<? extends ByteBuffer> publisher, long length) {
        return new Streamed(publisher, requireLength(length));
    }

    private static long requireLength(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length must be 0 or more, not " + length);
        }
        return length;
    }

    /** No content: no framing at all, or {@code Content-Length: 0} where the method is one that expects content. */
    record Empty() implements Body {
        private static final Empty INSTANCE = new Empty();

        @Override
        public long length() {
            return 0;
        }

        @Override
        public String toString() {
            return "empty";
        }
    }

    /**
     * Bytes in memory.
     *
     * @param bytes from position to limit; kept as a read-only slice, not copied
     */
    record InMemory(ByteBuffer bytes) implements Body {
        /** Takes a read-only slice. */
        public InMemory {
            bytes = Objects.requireNonNull(bytes, "bytes").slice().asReadOnlyBuffer();
        }

        /** A fresh read-only view at each call, so that sends at the same time do not share a position. */
        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        @Override
        public long length() {
            return bytes.remaining();
        }

        @Override
        public String toString() {
            return length() + " bytes in memory";
        }
    }

    /**
     * A range of a file.
     *
     * @param position of the first byte, from 0
     * @param length in bytes, or {@link #UNKNOWN_LENGTH} for up to the end as of opening
     */
    record FileRange(Path path, long position, long length) implements Body {
        /** Checks the range, not the file. */
        public FileRange {
            Objects.requireNonNull(path, "path");
            if (position < 0) {
                throw new IllegalArgumentException("position must be 0 or more, not " + position);
            }
            requireLengthOrUnknown(length);
            if (length > Long.MAX_VALUE - position) {
                throw new IllegalArgumentException("position and length go beyond the largest file");
            }
        }

        @Override
        public String toString() {
            return length == UNKNOWN_LENGTH ? "a file up to its end" : length + " bytes of a file";
        }
    }

    /**
     * What a publisher gives.
     *
     * @param length in bytes, or {@link #UNKNOWN_LENGTH}
     */
    record Streamed(Flow.Publisher<? extends ByteBuffer> publisher, long length) implements Body {
        /** Checks the length. */
        public Streamed {
            Objects.requireNonNull(publisher, "publisher");
            requireLengthOrUnknown(length);
        }

        @Override
        public String toString() {
            return length == UNKNOWN_LENGTH ? "a stream of unknown length" : "a stream of " + length + " bytes";
        }
    }

    /**
     * A file or a stream that is compressed (RFC 1952) while it is sent; its length is not known beforehand. Made by
     * {@link SendRequest#gzip()}, which tells the peer as well.
     */
    record Gzipped(Body body) implements Body {
        /** Takes a file or a stream. */
        public Gzipped {
            Objects.requireNonNull(body, "body");
            if (!(body instanceof FileRange || body instanceof Streamed)) {
                throw new IllegalArgumentException(
                        "only a file or a stream is compressed while it is sent, not " + body);
            }
        }

        @Override
        public long length() {
            return UNKNOWN_LENGTH;
        }

        @Override
        public String toString() {
            return "gzip of " + body;
        }
    }

    /**
     * What {@link SendRequest#withoutContent()} leaves of a body: its length. Cannot be sent.
     *
     * @param length in bytes, or {@link #UNKNOWN_LENGTH}
     */
    record LetGo(long length) implements Body {
        /** Checks the length. */
        public LetGo {
            requireLengthOrUnknown(length);
        }

        @Override
        public String toString() {
            return length == UNKNOWN_LENGTH ? "let go" : length + " bytes, let go";
        }
    }

    private static void requireLengthOrUnknown(long length) {
        if (length != UNKNOWN_LENGTH) {
            requireLength(length);
        }
    }
}
