package io.flushpoint.loki;

import com.github.loki4j.client.http.HttpConfig;
import com.github.loki4j.client.http.Loki4jHttpClient;
import com.github.loki4j.logback.HttpSender;
import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderOptions;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Posts the batches of loki4j's appender, from {@code logback.xml} or by code:
 *
 * <pre>{@code
 * <appender name="LOKI" class="com.github.loki4j.logback.Loki4jAppender">
 *   <http>
 *     <url>http://localhost:3100/loki/api/v1/push</url>
 *     <sender class="io.flushpoint.loki.FlushpointSender"/>
 *   </http>
 * </appender>
 * <logger name="io.flushpoint" additivity="false"><appender-ref ref="STDERR"/></logger>
 * <logger name="io.netty" additivity="false"><appender-ref ref="STDERR"/></logger>
 * }</pre>
 *
 * A batch is done, and the appender told 204, once it has reached {@link #setLevel the level}, and what becomes known later goes to the log and
 * counters of a {@link TelemetrySender}. At {@link DeliveryLevel#ANSWERED} the appender waits and is told the real status, and
 * sends again after 429 and 503 by its {@code maxRetries}. It also does where nothing was written, at any level.
 *
 * <p>What is sent must not be logged through what sends it: hence the last two lines. Without them refusals and losses add lines of
 * their own to a later batch, at most one a minute of each kind, and where the level is {@code DEBUG} so does every batch.
 *
 * <p>The appender's {@code connectionTimeoutMs} and {@code requestTimeoutMs} are honoured as far as {@link Bound#CONNECT_DEADLINE}
 * and {@link Bound#SEND_DEADLINE} allow; the first not over a sender of the caller's. It is configured by one thread.
 */
public final class FlushpointSender implements HttpSender {
    private final @Nullable TelemetrySender given;
    private @Nullable DeliveryLevel level;

    /**
     * For {@code logback.xml}: each appender has a sender of its own, which it closes when it is stopped; that waits for
     * answers on their way for at most {@link Bound#CLOSE_GRACE}.
     */
    public FlushpointSender() {
        given = null;
    }

    /** By code: over a sender of the caller's, at its level, which stays the caller's. */
    public FlushpointSender(TelemetrySender sender) {
        given = Objects.requireNonNull(sender, "sender");
    }

    /**
     * The level at which a batch is done; by default {@link DeliveryLevel#SENT}, or {@link DeliveryLevel#WRITTEN} where the
     * transport cannot tell that.
     *
     * @param name of a {@link DeliveryLevel}, in any letter case
     * @throws IllegalArgumentException if there is none of that name
     * @throws IllegalStateException over a sender of the caller's, which has its level
     */
    public void setLevel(String name) {
        if (given != null) {
            throw new IllegalStateException("level " + name + ": the sender given has its own, " + given.level());
        }
        level = DeliveryLevel.valueOf(name.strip().toUpperCase(Locale.ROOT));
    }

    @Override
    public HttpConfig.Builder getConfig() {
        return HttpConfig.builder();
    }

    /** Makes the appender's client; throws an {@link IllegalArgumentException} if the URL or a header are not acceptable. */
    @Override
    public Function<HttpConfig, Loki4jHttpClient> getHttpClientFactory() {
        return given == null ? this::overOneOfItsOwn : config -> new LokiClient(config, given, () -> {});
    }

    private Loki4jHttpClient overOneOfItsOwn(HttpConfig config) {
        io.flushpoint.HttpSender sender = io.flushpoint.HttpSender.create(
                SenderOptions.defaults().connectDeadline(bounded(config.connectionTimeoutMs, Bound.CONNECT_DEADLINE)));
        try {
            TelemetryOptions usual = TelemetryOptions.defaults();
            TelemetryOptions options = level == null ? usual : usual.level(level);
            return new LokiClient(config, TelemetrySender.over(sender, options), sender::close);
        } catch (RuntimeException refused) {
            sender.close();
            throw refused;
        }
    }

    /** Milliseconds within a bound. */
    static Duration bounded(long millis, Bound bound) {
        return Duration.ofMillis(Math.max(bound.min(), Math.min(millis, bound.max())));
    }
}
