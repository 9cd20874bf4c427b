package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request while it arrives: written by the connection's thread, looked at by any. */
final class RequestRecorder {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final int connection;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final MessageDigest digest = sha256();
    private final List<HeaderLine> trailers = new ArrayList<>();
    private int matched;
    private long wireLength;
    private long bodyLength;
    private long firstByteNanos;
    private long lastByteNanos;
    private boolean complete;

    RequestRecorder(int connection) {
        this.connection = connection;
    }

    synchronized void headByte(int one) {
        head.write(one);
        matched = one == END_OF_HEAD[matched] ? matched + 1 : one == '\r' ? 1 : 0;
        keep(new byte[] {(byte) one}, 1);
    }

    synchronized boolean hasBegun() {
        return wireLength > 0;
    }

    synchronized boolean headIsComplete() {
        return matched == END_OF_HEAD.length;
    }

    synchronized void framingByte(int one) {
        keep(new byte[] {(byte) one}, 1);
    }

    synchronized void bodyBytes(byte[] bytes, int count) {
        keep(bytes, count);
        bodyLength += count;
        digest.update(bytes, 0, count);
        body.write(bytes, 0, keepable(body, count));
    }

    synchronized void trailer(HeaderLine line) {
        trailers.add(line);
    }

    synchronized void complete() {
        complete = true;
    }

    boolean isChunked() {
        String coding = snapshot().header("Transfer-Encoding").orElse("");
        return coding.toLowerCase(Locale.ROOT).endsWith("chunked");
    }

    long contentLength() throws IOException {
        String declared = snapshot().header("Content-Length").orElse("0");
        try {
            return Long.parseLong(declared);
        } catch (NumberFormatException e) {
            throw new IOException("not a Content-Length: " + declared, e);
        }
    }

    synchronized RecordedRequest snapshot() {
        return new RecordedRequest(
                connection,
                head.toString(ISO_8859_1),
                wire.toByteArray(),
                wireLength,
                body.toByteArray(),
                bodyLength,
                digestSoFar(),
                List.copyOf(trailers),
                firstByteNanos,
                lastByteNanos,
                complete);
    }

    private void keep(byte[] bytes, int count) {
        lastByteNanos = System.nanoTime();
        if (wireLength == 0) {
            firstByteNanos = lastByteNanos;
        }
        wireLength += count;
        wire.write(bytes, 0, keepable(wire, count));
    }

    private static int keepable(ByteArrayOutputStream kept, int count) {
        return Math.min(count, RecordedRequest.KEPT_BYTES - kept.size());
    }

    private byte[] digestSoFar() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
