package io.flushpoint.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads one request byte by byte, records it, and comes by the positions of a script that lie within it. */
final class RequestReader {
    private final InputStream in;
    private final ServerExchange exchange;
    private final RequestRecorder recorder;
    private final Consumer<RequestRecorder> onFirstByte;
    private final Marks wireMarks;
    private final Marks bodyMarks;
    private final Script.Pace pace;
    private final byte[] piece;
    private long wireBytes;
    private long bodyBytes;

    RequestReader(InputStream in, ServerExchange exchange, Consumer<RequestRecorder> onFirstByte) {
        this.in = in;
        this.exchange = exchange;
        this.recorder = exchange.recorder();
        this.onFirstByte = onFirstByte;
        this.pace = exchange.pace();
        this.piece = new byte[pace.bytes()];
        this.wireMarks = exchange.marks(At.Place.AFTER_BYTES);
        this.bodyMarks = exchange.marks(At.Place.AFTER_BODY_BYTES);
    }

    /** Reads up to the last byte; false if the client closed the connection before it. */
    boolean read() throws IOException, InterruptedException {
        try {
            readHead();
            exchange.apply(At.Place.AFTER_HEAD, 0);
            bodyMarks.passed(0);
            if (recorder.isChunked()) {
                readChunks();
            } else {
                readBody(recorder.contentLength());
            }
        } catch (EOFException e) {
            return false;
        }
        recorder.complete();
        return true;
    }

    private void readHead() throws IOException, InterruptedException {
        do {
            int one = readByte();
            if (wireBytes == 1) {
                onFirstByte.accept(recorder);
            }
            recorder.headByte(one);
            wireMarks.passed(wireBytes);
        } while (!recorder.headIsComplete());
    }

    private void readChunks() throws IOException, InterruptedException {
        while (true) {
            String line = readLine();
            int extension = line.indexOf(';');
            long size = chunkSize(extension < 0 ? line : line.substring(0, extension));
            if (size == 0) {
                break;
            }
            readBody(size);
            if (!readLine().isEmpty()) {
                throw new IOException("no line end after a chunk");
            }
        }
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            recorder.trailer(HeaderLine.parse(line));
        }
    }

    private static long chunkSize(String hex) throws IOException {
        try {
            return Long.parseLong(hex.strip().toLowerCase(Locale.ROOT), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk size: " + hex, e);
        }
    }

    private void readBody(long length) throws IOException, InterruptedException {
        for (long left = length; left > 0; ) {
            int limit = wireMarks.allowance(wireBytes, Math.min(left, piece.length));
            int count = in.read(piece, 0, bodyMarks.allowance(bodyBytes, limit));
            if (count < 0) {
                throw new EOFException("the client closed within a body");
            }
            left -= count;
            bodyBytes += count;
            wireBytes += count;
            recorder.bodyBytes(piece, count);
            wireMarks.passed(wireBytes);
            bodyMarks.passed(bodyBytes);
            exchange.connection().pause(pace.pause());
        }
    }

    private String readLine() throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int one = readByte();
            recorder.framingByte(one);
            wireMarks.passed(wireBytes);
            if (one == '\n') {
                return withoutCarriageReturn(line);
            }
            line.append((char) one);
        }
    }

    private static String withoutCarriageReturn(StringBuilder line) throws IOException {
        int last = line.length() - 1;
        if (last < 0 || line.charAt(last) != '\r') {
            throw new IOException("a line that ends in LF alone");
        }
        return line.substring(0, last);
    }

    private int readByte() throws IOException {
        int one = in.read();
        if (one < 0) {
            throw new EOFException("the client closed within a request or before it");
        }
        wireBytes++;
        return one;
    }
}
