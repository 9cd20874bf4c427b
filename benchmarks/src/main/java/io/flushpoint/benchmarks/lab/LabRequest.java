package io.flushpoint.benchmarks.lab;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that a {@link LabServer} has read completely.
 *
 * @param headers by lower-case name; of several of one name the last
 * @param body as UTF-8
 * @param arrivedNanos {@link System#nanoTime()} after its last byte was read
 */
record LabRequest(String method, String path, Map<String, String> headers, String body, long arrivedNanos) {
    /** Longest line of a head, in bytes: the parties are known, and none comes near. */
    private static final int MAX_LINE = 16 << 10;

    /** Reads the next request of a connection: null at its orderly end. Asks for a body that waits to be asked for. */
    static @Nullable LabRequest read(InputStream in, OutputStream out) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return null;
        }
        String[] parts = requestLine.split(" ", 3);
        if (parts.length != 3) {
            throw new IOException("not a request line");
        }
        Map<String, String> headers = headers(in);
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] body = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
                ? chunks(in)
                : exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
        long arrivedNanos = System.nanoTime();
        return new LabRequest(parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8), arrivedNanos);
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = someLine(in); !line.isEmpty(); line = someLine(in)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a header line");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return headers;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(someLine(in).split(";", 2)[0].trim(), 16);
            if (length == 0) {
                headers(in); // the trailer section, which ends like a header section
                return body.toByteArray();
            }
            body.writeBytes(exactly(in, length));
            someLine(in);
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ends early");
        }
        return bytes;
    }

    private static String someLine(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("the head ends early");
        }
        return line;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            if (line.size() == MAX_LINE) {
                throw new IOException("a line of the head is too long");
            }
            line.write(b);
        }
        return null;
    }
}
