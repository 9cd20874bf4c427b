package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A request on a stream of a {@link FrameConnection}, and what has arrived of it by now. Safe for any thread. */
public final class RequestSeen {
    private final int streamId;
    private final List<HeaderLine> headers;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long bodyLength;
    private List<HeaderLine> trailers = List.of();
    private boolean complete;
    private OptionalLong resetCode = OptionalLong.empty();

    RequestSeen(int streamId, List<HeaderLine> headers) {
        this.streamId = streamId;
        this.headers = List.copyOf(headers);
    }

    public int streamId() {
        return streamId;
    }

    /** The fields in the order of the wire, pseudo-header fields and duplicates and all. */
    public List<HeaderLine> headers() {
        return headers;
    }

    /** The value of the first field of this name, whatever the case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of all fields of this name, whatever the case. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(HeaderLine::value)
                .toList();
    }

    /** {@code :method}, empty if there is none. */
    public String method() {
        return header(":method").orElse("");
    }

    /** {@code :path}, empty if there is none. */
    public String path() {
        return header(":path").orElse("");
    }

    /** The body so far; an {@link IllegalStateException} if it is larger than {@link FrameConnection#KEPT_BYTES}. */
    public synchronized byte[] body() {
        if (bodyLength > body.size()) {
            throw new IllegalStateException(bodyLength + " bytes were not kept");
        }
        return body.toByteArray();
    }

    /** {@link #body()} as UTF-8. */
    public String bodyText() {
        return new String(body(), UTF_8);
    }

    /** Bytes of the body so far. */
    public synchronized long bodyLength() {
        return bodyLength;
    }

    /** The fields after the body. */
    public synchronized List<HeaderLine> trailers() {
        return trailers;
    }

    /** Whether the client has ended the stream with END_STREAM. */
    public synchronized boolean isComplete() {
        return complete;
    }

    /** The error code with which the client reset the stream, if it did. */
    public synchronized OptionalLong resetCode() {
        return resetCode;
    }

    synchronized void addBody(byte[] bytes) {
        bodyLength += bytes.length;
        if (bodyLength <= FrameConnection.KEPT_BYTES) {
            body.write(bytes, 0, bytes.length);
        }
    }

    synchronized void addTrailers(List<HeaderLine> more) {
        trailers = List.copyOf(more);
    }

    synchronized void complete() {
        complete = true;
    }

    synchronized void reset(long code) {
        resetCode = OptionalLong.of(code);
    }

    @Override
    public synchronized String toString() {
        return method() + " " + path() + " on stream " + streamId + ", body " + bodyLength + " B, "
                + (complete ? "complete" : "incomplete")
                + (resetCode.isPresent() ? ", reset with " + resetCode.getAsLong() : "");
    }
}
