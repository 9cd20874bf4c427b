package io.flushpoint.opentelemetry;

import io.flushpoint.SendRequest;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the requests of one exporter. */
final class OtlpRequests {
    private static final String CONTENT_ENCODING = "Content-Encoding";

    /** Bytes of a buffer to begin with: what a message says of its length is not relied on. */
    private static final int MIN_BUFFER = 32;

    private static final int MAX_BUFFER = 1 << 20;

    private final URI endpoint;
    private final String contentType;
    private final @Nullable Compressor compressor;
    private final Supplier<Map<String, List<String>>> headers;

    /** @throws IllegalArgumentException if the endpoint is not acceptable to {@link SendRequest} */
    OtlpRequests(HttpSenderConfig config) {
        endpoint = config.getEndpoint();
        contentType = config.getContentType();
        compressor = config.getCompressor();
        headers = config.getHeadersSupplier();
        try {
            SendRequest.post(endpoint);
        } catch (IllegalArgumentException unacceptable) {
            throw new IllegalArgumentException("endpoint: " + unacceptable.getMessage(), unacceptable);
        }
    }

    /** Scheme, host and port. */
    String endpoint() {
        return SendRequest.post(endpoint).endpoint();
    }

    /**
     * A request with a message as it is now: the exporter uses its memory again once it is told of the end.
     *
     * @throws IOException if writer or compressor fail
     * @throws IllegalArgumentException if a header or the name of an encoding is not acceptable
     * @throws IllegalStateException if the supplier of headers gives null, or null within
     */
    SendRequest request(MessageWriter message) throws IOException {
        SendRequest request = SendRequest.post(endpoint);
        for (Map.Entry<String, List<String>> header : given(headers.get(), "").entrySet()) {
            String name = given(header.getKey(), ", as a name");
            for (String value : given(header.getValue(), " for " + name)) {
                request = request.header(name, given(value, " for " + name).strip());
            }
        }
        return encoding(request).body(encoded(message), contentType);
    }

    private static <T> T given(@Nullable T value, String where) {
        if (value == null) {
            throw new IllegalStateException("headersSupplier returned null" + where);
        }
        return value;
    }

    private SendRequest encoding(SendRequest request) {
        if (compressor == null) {
            return request;
        }
        if (request.headers().stream().anyMatch(header -> header.name().equalsIgnoreCase(CONTENT_ENCODING))) {
            throw new IllegalArgumentException(
                    "headersSupplier returned Content-Encoding, which the compressor decides");
        }
        String encoding = compressor.getEncoding();
        if (encoding == null || encoding.isBlank()) {
            throw new IllegalArgumentException("the compressor has no encoding");
        }
        return request.header(CONTENT_ENCODING, encoding);
    }

    private byte[] encoded(MessageWriter message) throws IOException {
        int likely = Math.max(MIN_BUFFER, Math.min(message.getContentLength(), MAX_BUFFER));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(likely);
        if (compressor == null) {
            message.writeMessage(bytes);
        } else {
            try (OutputStream compressed = compressor.compress(bytes)) {
                message.writeMessage(compressed);
            }
        }
        return bytes.toByteArray();
    }
}
