package io.flushpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Flow;

/**
 * The content of a request: nothing, bytes in memory, a range of a file, or a stream. Immutable, and used again by
 * every send of the request. Made by the factories here; the kinds tell what a body is.
 *
 * <p>The {@code toString()} of a body tells its kind and length, never its content or a file name.
 */
public sealed interface Body {
    /** The length in bytes, if it is known before sending. */
    OptionalLong length();

    /** No content. */
    static Body empty() {
        return Bodies.Empty.INSTANCE;
    }

    /** A copy of the bytes. */
    static Body of(byte[] bytes) {
        return new Bodies.InMemory(
                ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes").clone()));
    }

    /**
     * The bytes from position to limit, without copying them. The caller must not change them until the last send of
     * this body is settled. The buffer's own position and limit are neither moved nor watched.
     */
    static Body of(ByteBuffer bytes) {
        return new Bodies.InMemory(bytes);
    }

    /**
     * Text in UTF-8.
     *
     * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no UTF-8 form
     */
    static Body text(String text) {
        HttpSyntax.requirePairedSurrogates("text", Objects.requireNonNull(text, "text"));
        return new Bodies.InMemory(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A whole file. It is opened when it is sent; as long as it is then, it must stay until it is written. */
    static Body file(Path path) {
        return new Bodies.FileRange(path, 0, Bodies.UNKNOWN);
    }

    /**
     * A range of a file. It is opened when it is sent.
     *
     * @param position of the first byte, from 0
     * @param length in bytes, from 0
     */
    static Body file(Path path, long position, long length) {
        return new Bodies.FileRange(path, position, Bodies.requireLength(length));
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
        return new Bodies.Streamed(publisher, Bodies.UNKNOWN);
    }

    /**
     * A stream of known length. One that gives more or fewer bytes fails the send with {@link Failure#BODY_FAILED}.
     *
     * @param length in bytes, from 0
     */
    static Body stream(Flow.Publisher<? extends ByteBuffer> publisher, long length) {
        return new Bodies.Streamed(publisher, Bodies.requireLength(length));
    }

    /** No content: no framing at all, or {@code Content-Length: 0} where the method is one that expects content. */
    sealed interface Empty extends Body permits Bodies.Empty {}

    /** Bytes in memory. */
    sealed interface InMemory extends Body permits Bodies.InMemory {
        /** A fresh read-only view at each call, so that sends at the same time do not share a position. */
        ByteBuffer bytes();

        /** How many there are. */
        int size();
    }

    /** A range of a file. Its length is empty if it goes up to the end as of opening. */
    sealed interface FileRange extends Body permits Bodies.FileRange {
        /** The file. */
        Path path();

        /** Of the first byte, from 0. */
        long position();
    }

    /** What a publisher gives. */
    sealed interface Streamed extends Body permits Bodies.Streamed {
        /** Who gives it. */
        Flow.Publisher<? extends ByteBuffer> publisher();
    }

    /**
     * A file or a stream that is compressed (RFC 1952) while it is sent; its length is not known beforehand. Made by
     * {@link SendRequest#gzip()}, which tells the peer as well.
     */
    sealed interface Gzipped extends Body permits Bodies.Gzipped {
        /** What is compressed. */
        Body body();
    }

    /** What {@link SendRequest#withoutContent()} leaves of a body: its length. Cannot be sent. */
    sealed interface LetGo extends Body permits Bodies.LetGo {}
}
