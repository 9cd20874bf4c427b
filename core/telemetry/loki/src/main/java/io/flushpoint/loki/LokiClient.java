package io.flushpoint.loki;

import com.github.loki4j.client.http.HttpConfig;
import com.github.loki4j.client.http.HttpHeader;
import com.github.loki4j.client.http.HttpStatus;
import com.github.loki4j.client.http.Loki4jHttpClient;
import com.github.loki4j.client.http.LokiResponse;
import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import io.flushpoint.telemetry.TelemetryAnswer;
import io.flushpoint.telemetry.TelemetrySender;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** What an appender sends its batches by. It knows a failure that is worth another attempt by the type of the exception. */
final class LokiClient implements Loki4jHttpClient {
    /** Another attempt would fail as well. */
    private static final Set<Failure> IN_VAIN = EnumSet.of(
            Failure.SENDER_CLOSED,
            Failure.CANCELLED,
            Failure.LEVEL_UNAVAILABLE,
            Failure.BODY_FAILED,
            Failure.TLS_FAILED);

    private final HttpConfig config;
    private final TelemetrySender sender;
    private final Runnable end;
    private final SendRequest push;

    /** @throws IllegalArgumentException if URL or tenant are not acceptable to {@link SendRequest} */
    LokiClient(HttpConfig config, TelemetrySender sender, Runnable end) {
        this.config = config;
        this.sender = sender;
        this.end = end;
        SendRequest request = SendRequest.post(config.pushUrl)
                .timeout(FlushpointSender.bounded(config.requestTimeoutMs, Bound.SEND_DEADLINE))
                .header(HttpHeader.CONTENT_TYPE, config.contentType);
        if (config.tenantId.isPresent()) {
            request = request.header(HttpHeader.X_SCOPE_ORGID, config.tenantId.get());
        }
        if (config.basicAuthToken().isPresent()) {
            request = request.header(
                    HttpHeader.AUTHORIZATION, "Basic " + config.basicAuthToken().get());
        }
        this.push = request;
    }

    @Override
    public HttpConfig getConfig() {
        return config;
    }

    @Override
    public LokiResponse send(ByteBuffer batch) throws IOException {
        ByteBuffer copy =
                ByteBuffer.allocate(batch.remaining()); // the appender uses its own again, also if a send goes on
        copy.put(batch.duplicate()).flip();
        TelemetryAnswer answer;
        try {
            answer = sender.sendAndWait(push.body(Body.of(copy)));
        } catch (SendException failed) {
            throw named(failed);
        }
        String content = new String(answer.content(), StandardCharsets.UTF_8);
        return new LokiResponse(answer.statusOr(HttpStatus.NO_CONTENT), content);
    }

    private IOException named(SendException failed) {
        if (IN_VAIN.contains(failed.failure())) {
            return failed;
        }
        if (failed.wireState() == WireState.NOTHING_WRITTEN) {
            IOException again = new ConnectException(failed.getMessage());
            again.initCause(failed);
            return again;
        }
        if (failed.failure() == Failure.DEADLINE_EXCEEDED && sender.level() == DeliveryLevel.ANSWERED) {
            IOException again = new HttpTimeoutException(failed.getMessage());
            again.initCause(failed);
            return again;
        }
        return failed;
    }

    @Override
    public void close() {
        end.run();
    }
}
