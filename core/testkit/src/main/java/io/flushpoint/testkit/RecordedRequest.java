package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A request as it arrived at a {@link ScriptedServer}, complete or not. Immutable. */
public final class RecordedRequest {
    /** Of wire and body bytes each, so many are kept; beyond that, there are the length and the digest. */
    public static final int KEPT_BYTES = 64 * 1024;

    private final int connection;
    private final String head;
    private final String[] requestLine;
    private final List<HeaderLine> headers;
    private final byte[] wire;
    private final long wireLength;
    private final byte[] body;
    private final long bodyLength;
    private final byte[] bodyDigest;
    private final List<HeaderLine> trailers;
    private final long firstByteNanos;
    private final long lastByteNanos;
    private final boolean complete;

    RecordedRequest(
            int connection,
            String head,
            byte[] wire,
            long wireLength,
            byte[] body,
            long bodyLength,
            byte[] bodyDigest,
            List<HeaderLine> trailers,
            long firstByteNanos,
            long lastByteNanos,
            boolean complete) {
        this.connection = connection;
        this.head = head;
        this.requestLine = (head.lines().findFirst().orElse("") + "  ").split(" ", 3);
        this.headers = head.lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(HeaderLine::parse)
                .toList();
        this.wire = wire;
        this.wireLength = wireLength;
        this.body = body;
        this.bodyLength = bodyLength;
        this.bodyDigest = bodyDigest;
        this.trailers = trailers;
        this.firstByteNanos = firstByteNanos;
        this.lastByteNanos = lastByteNanos;
        this.complete = complete;
    }

    /** The number of the connection on which it came. */
    public int connection() {
        return connection;
    }

    /** The exact head, one character per byte, the empty line included. */
    public String head() {
        return head;
    }

    /** The method, empty if none has arrived yet. */
    public String method() {
        return requestLine[0];
    }

    /** The request target, empty if none has arrived yet. */
    public String target() {
        return requestLine[1];
    }

    /** {@code HTTP/1.1}. */
    public String version() {
        return requestLine[2].strip();
    }

    /** The header fields in order, duplicates and all. */
    public List<HeaderLine> headers() {
        return headers;
    }

    /** The value of the first header field of this name, whatever the case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of all header fields of this name, whatever the case. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(HeaderLine::value)
                .toList();
    }

    /** The body without chunk framing; an {@link IllegalStateException} if it is larger than {@link #KEPT_BYTES}. */
    public byte[] body() {
        if (bodyLength > KEPT_BYTES) {
            throw new IllegalStateException(bodyLength + " bytes were not kept: compare bodyLength() and bodySha256()");
        }
        return body.clone();
    }

    /** {@link #body()} as UTF-8. */
    public String bodyText() {
        return new String(body(), UTF_8);
    }

    /** Bytes of the body so far, without chunk framing. */
    public long bodyLength() {
        return bodyLength;
    }

    /** SHA-256 of the body so far, in lower-case hexadecimal. */
    public String bodySha256() {
        return HexFormat.of().formatHex(bodyDigest);
    }

    /** The trailer fields of a chunked body. */
    public List<HeaderLine> trailers() {
        return trailers;
    }

    /** The exact bytes, head and chunk framing included; only the first {@link #KEPT_BYTES}. */
    public byte[] wire() {
        return wire.clone();
    }

    /** Bytes on the wire so far, head and chunk framing included. */
    public long wireLength() {
        return wireLength;
    }

    /** {@link System#nanoTime()} when the server read the first byte. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** {@link System#nanoTime()} when the server read the last byte so far. */
    public long lastByteNanos() {
        return lastByteNanos;
    }

    /** Whether the last byte has arrived. */
    public boolean isComplete() {
        return complete;
    }

    /** All of it but the trailers, in one line. */
    String toLine() {
        Base64.Encoder encoder = Base64.getEncoder();
        return String.join(
                ",",
                Integer.toString(connection),
                encoder.encodeToString(head.getBytes(ISO_8859_1)),
                encoder.encodeToString(wire),
                Long.toString(wireLength),
                encoder.encodeToString(body),
                Long.toString(bodyLength),
                encoder.encodeToString(bodyDigest),
                Long.toString(firstByteNanos),
                Long.toString(lastByteNanos),
                Boolean.toString(complete));
    }

    static RecordedRequest fromLine(String line) {
        String[] fields = line.split(",", -1);
        Base64.Decoder decoder = Base64.getDecoder();
        return new RecordedRequest(
                Integer.parseInt(fields[0]),
                new String(decoder.decode(fields[1]), ISO_8859_1),
                decoder.decode(fields[2]),
                Long.parseLong(fields[3]),
                decoder.decode(fields[4]),
                Long.parseLong(fields[5]),
                decoder.decode(fields[6]),
                List.of(),
                Long.parseLong(fields[7]),
                Long.parseLong(fields[8]),
                Boolean.parseBoolean(fields[9]));
    }

    @Override
    public String toString() {
        return method() + " " + target() + " on connection " + connection + ", " + wireLength + " B, body " + bodyLength
                + " B, " + (complete ? "complete" : "incomplete");
    }
}
