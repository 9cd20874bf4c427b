package io.flushpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Flow;

/** The kinds of {@link Body}, as they are made. */
final class Bodies {
    /** The length of a body whose length is not known beforehand. */
    static final long UNKNOWN = -1;

    private Bodies() {}

    static long requireLength(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length must be 0 or more, not " + length);
        }
        return length;
    }

    private static void requireLengthOrUnknown(long length) {
        if (length != UNKNOWN) {
            requireLength(length);
        }
    }

    private static OptionalLong length(long length) {
        return length == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** Nothing. */
    enum Empty implements Body.Empty {
        INSTANCE;

        private static final OptionalLong LENGTH = OptionalLong.of(0);

        @Override
        public OptionalLong length() {
            return LENGTH;
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
    record InMemory(ByteBuffer bytes) implements Body.InMemory {
        InMemory {
            bytes = Objects.requireNonNull(bytes, "bytes").slice().asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        @Override
        public int size() {
            return bytes.remaining();
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(size());
        }

        @Override
        public String toString() {
            return size() + " bytes in memory";
        }
    }

    /**
     * A range of a file, which is not looked at.
     *
     * @param bytes how many, or {@link #UNKNOWN}
     */
    record FileRange(Path path, long position, long bytes) implements Body.FileRange {
        FileRange {
            Objects.requireNonNull(path, "path");
            if (position < 0) {
                throw new IllegalArgumentException("position must be 0 or more, not " + position);
            }
            requireLengthOrUnknown(bytes);
            if (bytes > Long.MAX_VALUE - position) {
                throw new IllegalArgumentException("position and length go beyond the largest file");
            }
        }

        @Override
        public OptionalLong length() {
            return Bodies.length(bytes);
        }

        @Override
        public String toString() {
            return bytes == UNKNOWN ? "a file up to its end" : bytes + " bytes of a file";
        }
    }

    /**
     * What a publisher gives.
     *
     * @param bytes how many, or {@link #UNKNOWN}
     */
    record Streamed(Flow.Publisher<? extends ByteBuffer> publisher, long bytes) implements Body.Streamed {
        Streamed {
            Objects.requireNonNull(publisher, "publisher");
            requireLengthOrUnknown(bytes);
        }

        @Override
        public OptionalLong length() {
            return Bodies.length(bytes);
        }

        @Override
        public String toString() {
            return bytes == UNKNOWN ? "a stream of unknown length" : "a stream of " + bytes + " bytes";
        }
    }

    /** A file or a stream, compressed while it is sent. */
    record Gzipped(Body body) implements Body.Gzipped {
        Gzipped {
            Objects.requireNonNull(body, "body");
            if (!(body instanceof Body.FileRange || body instanceof Body.Streamed)) {
                throw new IllegalArgumentException(
                        "only a file or a stream is compressed while it is sent, not " + body);
            }
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.empty();
        }

        @Override
        public String toString() {
            return "gzip of " + body;
        }
    }

    /** The length of a body that was let go. */
    record LetGo(OptionalLong length) implements Body.LetGo {
        @Override
        public String toString() {
            return length.isPresent() ? length.getAsLong() + " bytes, let go" : "let go";
        }
    }
}
