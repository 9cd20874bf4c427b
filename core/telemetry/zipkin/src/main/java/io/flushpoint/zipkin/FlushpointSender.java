package io.flushpoint.zipkin;

import io.flushpoint.SendRequest;
import io.flushpoint.telemetry.TelemetryAnswer;
import io.flushpoint.telemetry.TelemetrySender;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import zipkin2.reporter.BaseHttpSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.HttpEndpointSupplier;
import zipkin2.reporter.HttpEndpointSuppliers;

/**
 * Posts the spans of a reporter of Zipkin's, such as {@code AsyncReporter}. A message is reported once it has reached the level of
 * the {@link TelemetrySender}; below {@link io.flushpoint.DeliveryLevel#ANSWERED} the reporter counts its spans as sent, and what
 * becomes known later goes to the log, counters and listener of the {@link TelemetrySender}. At
 * {@link io.flushpoint.DeliveryLevel#ANSWERED} a status other than 2xx is a failure. A reporter counts the spans of a failure as
 * dropped and does not send them again.
 *
 * <pre>{@code
 * var sender = FlushpointSender.newBuilder(telemetry).endpoint("http://localhost:9411/api/v2/spans").build();
 * var reporter = AsyncReporter.builder(sender).messageTimeout(0, TimeUnit.MILLISECONDS).build();
 * ...
 * reporter.flush();
 * }</pre>
 *
 * The message timeout of zero is what makes {@code flush} send: with another one the reporter has a thread of its own, which takes
 * spans away from it and sends them up to a second later, and {@code flush} returns before.
 *
 * For any thread but an event loop's. Closing it refuses further messages; the {@link TelemetrySender} stays the caller's.
 */
public final class FlushpointSender extends BaseHttpSender<SendRequest, byte[]> {
    private static final int MULTIPLE_CHOICES = 300;

    private final TelemetrySender sender;
    private final boolean compression;
    private final int messageMaxBytes;

    private FlushpointSender(Builder builder, String endpoint) {
        super(builder.encoding, builder.endpoints, endpoint);
        sender = builder.sender;
        compression = builder.compression;
        messageMaxBytes = builder.messageMaxBytes;
    }

    /** JSON, compressed, at most 500,000 bytes in a message. */
    public static Builder newBuilder(TelemetrySender sender) {
        return new Builder(sender);
    }

    /** What a sender is made of. For one thread. */
    public static final class Builder {
        private static final int USUAL_MESSAGE_BYTES = 500_000;

        private final TelemetrySender sender;
        private String endpoint = "http://localhost:9411/api/v2/spans";
        private HttpEndpointSupplier.Factory endpoints = HttpEndpointSuppliers.constantFactory();
        private Encoding encoding = Encoding.JSON;
        private boolean compression = true;
        private int messageMaxBytes = USUAL_MESSAGE_BYTES;

        private Builder(TelemetrySender sender) {
            this.sender = Objects.requireNonNull(sender, "sender");
        }

        /** Where to post; by default the path for version 2 at port 9411 of this machine. */
        public Builder endpoint(String uri) {
            endpoint = Objects.requireNonNull(uri, "uri");
            return this;
        }

        /** Decides for each message where it goes; by default all go to {@link #endpoint}. It is closed with the sender. */
        public Builder endpointSupplierFactory(HttpEndpointSupplier.Factory factory) {
            endpoints = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /** Of a message; the reporter's encoder of spans must be the same. */
        public Builder encoding(Encoding encoding) {
            this.encoding = Objects.requireNonNull(encoding, "encoding");
            return this;
        }

        /** Whether messages are compressed by gzip. */
        public Builder compressionEnabled(boolean enabled) {
            compression = enabled;
            return this;
        }

        /**
         * How large a message may be before it is compressed; what is larger is not sent.
         *
         * @param bytes from 1 up
         */
        public Builder messageMaxBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("messageMaxBytes must be at least 1, not " + bytes);
            }
            messageMaxBytes = bytes;
            return this;
        }

        /**
         * The sender.
         *
         * @throws IllegalArgumentException if the endpoint is not acceptable to {@link SendRequest}
         */
        public FlushpointSender build() {
            return new FlushpointSender(this, endpoint);
        }
    }

    @Override
    public int messageMaxBytes() {
        return messageMaxBytes;
    }

    /**
     * The request that each message becomes.
     *
     * @throws IllegalArgumentException if the URI is not acceptable to {@link SendRequest}
     */
    @Override
    protected SendRequest newEndpoint(String uri) {
        return SendRequest.post(uri);
    }

    @Override
    protected byte[] newBody(List<byte[]> spans) {
        return encoding.encode(spans);
    }

    /**
     * Sends, and waits as {@link TelemetrySender#sendAndWait(SendRequest)} does.
     *
     * @throws IOException as {@link TelemetrySender#sendAndWait(SendRequest)} says, or if the status that was waited for is no success
     */
    @Override
    protected void postSpans(SendRequest endpoint, byte[] body) throws IOException {
        // a traced proxy on the way must not trace the reporting of traces
        SendRequest plain = endpoint.header("b3", "0").body(body, encoding.mediaType());
        TelemetryAnswer answer = sender.sendAndWait(compression ? plain.gzip() : plain);
        int status = answer.statusOr(200);
        if (status < 200 || status >= MULTIPLE_CHOICES) {
            throw new IOException("status " + status + " of " + endpoint);
        }
    }
}
