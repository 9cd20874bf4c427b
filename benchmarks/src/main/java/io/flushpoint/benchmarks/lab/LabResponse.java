package io.flushpoint.benchmarks.lab;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer of a {@link LabServer}. */
record LabResponse(int status, Map<String, String> headers, String body) {
    static LabResponse empty(int status) {
        return new LabResponse(status, Map.of(), "");
    }

    /** Head and body in one array, so that they leave in one write. */
    byte[] encoded() {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Lab\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        byte[] encoded = new byte[head.length() + bytes.length];
        System.arraycopy(head.toString().getBytes(StandardCharsets.ISO_8859_1), 0, encoded, 0, head.length());
        System.arraycopy(bytes, 0, encoded, head.length(), bytes.length);
        return encoded;
    }
}
