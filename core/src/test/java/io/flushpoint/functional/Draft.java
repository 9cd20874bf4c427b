package io.flushpoint.functional;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A request as a caller would write it, whether or not it can be sent.
 *
 * @param lawful whether nothing in it is to be refused
 * @param pathAndQuery what follows host and port
 * @param length of the content
 */
record Draft(
        boolean lawful, String method, String host, String pathAndQuery, List<Header> headers, Kind kind, int length) {
    /** What a header is before somebody has looked at it. */
    record Header(String name, String value) {}

    /** How the content is given. */
    enum Kind {
        NONE,
        BYTES,
        STREAM,
        STREAM_OF_KNOWN_LENGTH,
        GZIPPED_BYTES,
        GZIPPED_STREAM
    }

    private static final int BUFFER = 3_000;

    /** As it is built; an {@link IllegalArgumentException} if it cannot be. */
    SendRequest request(int port) {
        SendRequest request = SendRequest.of(method, "http://" + host + ":" + port + pathAndQuery);
        for (Header header : headers) {
            request = request.header(header.name, header.value);
        }
        return switch (kind) {
            case NONE -> request;
            case BYTES -> request.body(Body.of(content()));
            case STREAM -> request.body(stream());
            case STREAM_OF_KNOWN_LENGTH -> request.body(Body.stream(Publishers.of(content(), BUFFER), length));
            case GZIPPED_BYTES -> request.body(Body.of(content())).gzip();
            case GZIPPED_STREAM -> request.body(stream()).gzip();
        };
    }

    private Body stream() {
        return Body.stream(Publishers.of(content(), BUFFER));
    }

    /** The content, uncompressed. */
    byte[] content() {
        byte[] content = new byte[kind == Kind.NONE ? 0 : length];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 + i / 256);
        }
        return content;
    }

    /** What is content once it is unpacked. */
    byte[] unpacked(byte[] arrived) {
        if (kind != Kind.GZIPPED_BYTES && kind != Kind.GZIPPED_STREAM) {
            return arrived;
        }
        try (GZIPInputStream unpacking = new GZIPInputStream(new ByteArrayInputStream(arrived))) {
            return unpacking.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the length is not told ahead. */
    boolean isOfUnknownLength() {
        return kind == Kind.STREAM || kind == Kind.GZIPPED_STREAM;
    }

    /** The target that is to arrive, of a lawful one: as written, but for what has no place in a target (RFC 3986 §2.1). */
    String target() {
        StringBuilder target = new StringBuilder(pathAndQuery.startsWith("/") ? "" : "/");
        pathAndQuery.codePoints().forEach(c -> {
            if (c > '~' || c == '[' || c == ']') {
                for (byte octet : Character.toString(c).getBytes(UTF_8)) {
                    target.append(String.format(Locale.ROOT, "%%%02X", octet));
                }
            } else {
                target.appendCodePoint(c);
            }
        });
        return target.toString();
    }
}
