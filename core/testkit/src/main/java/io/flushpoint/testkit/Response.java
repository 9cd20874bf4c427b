package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A response that a {@link ScriptedServer} gives: proper unless told otherwise. Immutable; every method returns a changed
 * copy.
 */
public final class Response {
    private static final byte[] NOTHING = {};
    private static final int CHUNK_BYTES = 1024;

    /** How the end of the body is told. */
    private enum Framing {
        CONTENT_LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final String version;
    private final int status;
    private final List<HeaderLine> headers;
    private final byte[] body;
    private final Framing framing;
    private final long declaredLength;

    private Response(
            String version, int status, List<HeaderLine> headers, byte[] body, Framing framing, long declaredLength) {
        this.version = version;
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.framing = framing;
        this.declaredLength = declaredLength;
    }

    /** An HTTP/1.1 response with {@code Content-Length: 0}; without it where the status forbids a body. */
    public static Response of(int status) {
        return new Response("HTTP/1.1", status, List.of(), NOTHING, Framing.CONTENT_LENGTH, 0);
    }

    /** With one more header field. */
    public Response header(String name, String value) {
        List<HeaderLine> more = new ArrayList<>(headers);
        more.add(new HeaderLine(name, value));
        return new Response(version, status, more, body, framing, declaredLength);
    }

    /** With these characters, in ISO 8859-1, as the body. */
    public Response body(String latin1) {
        return body(latin1.getBytes(ISO_8859_1));
    }

    /** With this body, and the {@code Content-Length} it has. */
    public Response body(byte[] bytes) {
        return new Response(version, status, headers, bytes.clone(), framing, bytes.length);
    }

    /** With {@code Transfer-Encoding: chunked}. */
    public Response chunked() {
        return new Response(version, status, headers, body, Framing.CHUNKED, declaredLength);
    }

    /** With a body that ends where the connection ends; the connection is closed after it. */
    public Response untilClose() {
        return new Response(version, status, headers, body, Framing.UNTIL_CLOSE, declaredLength);
    }

    /** With a {@code Content-Length} that is not that of the body. */
    public Response declaring(long length) {
        return new Response(version, status, headers, body, framing, length);
    }

    /** In HTTP/1.0: the connection is closed after it, unless there is a {@code Connection: keep-alive}. */
    public Response http10() {
        return new Response("HTTP/1.0", status, headers, body, framing, declaredLength);
    }

    /** With {@code Connection: close}, which the server then does. */
    public Response close() {
        return header("Connection", "close");
    }

    byte[] head() {
        StringBuilder head = new StringBuilder(version)
                .append(' ')
                .append(status)
                .append(' ')
                .append(reason())
                .append("\r\n");
        headers.forEach(header -> header.appendTo(head));
        if (mayHaveBody() && framing == Framing.CONTENT_LENGTH) {
            head.append("Content-Length: ").append(declaredLength).append("\r\n");
        } else if (mayHaveBody() && framing == Framing.CHUNKED) {
            head.append("Transfer-Encoding: chunked\r\n");
        }
        return head.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    byte[] encodedBody() {
        return framing == Framing.CHUNKED ? inChunks().getBytes(ISO_8859_1) : body.clone();
    }

    boolean endsConnection() {
        if (framing == Framing.UNTIL_CLOSE) {
            return true;
        }
        return connectionSays("close") || (version.equals("HTTP/1.0") && !connectionSays("keep-alive"));
    }

    private boolean connectionSays(String token) {
        return headers.stream()
                .anyMatch(header -> header.isNamed("Connection")
                        && header.value().toLowerCase(Locale.ROOT).contains(token));
    }

    private boolean mayHaveBody() {
        return status >= 200 && status != 204 && status != 304;
    }

    private String inChunks() {
        String text = new String(body, ISO_8859_1);
        StringBuilder chunks = new StringBuilder();
        for (int start = 0; start < text.length(); start += CHUNK_BYTES) {
            String chunk = text.substring(start, Math.min(text.length(), start + CHUNK_BYTES));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    private String reason() {
        return switch (status) {
            case 100 -> "Continue";
            case 102 -> "Processing";
            case 103 -> "Early Hints";
            case 200 -> "OK";
            case 204 -> "No Content";
            case 302 -> "Found";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }
}
