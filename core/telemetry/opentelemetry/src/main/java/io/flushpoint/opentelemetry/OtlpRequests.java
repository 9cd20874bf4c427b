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
     * @throws IllegalArgumentException if a header is not acceptable
     * @throws IllegalStateException if the supplier of headers gives none
     */
    SendRequest request(MessageWriter message) throws IOException {
        SendRequest request = SendRequest.post(endpoint);
        Map<String, List<String>> given = headers.get();
        if (given == null) {
            throw new IllegalStateException("headersSupplier returned null");
        }
        for (Map.Entry<String, List<String>> header : given.entrySet()) {
            for (String value : header.getValue()) {
                request = request.header(header.getKey(), value);
            }
        }
        if (compressor != null) {
            request = request.header("Content-Encoding", compressor.getEncoding());
        }
        return request.body(encoded(message), contentType);
    }

    private byte[] encoded(MessageWriter message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(32, message.getContentLength()));
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
