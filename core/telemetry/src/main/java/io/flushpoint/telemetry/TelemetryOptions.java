package io.flushpoint.telemetry;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a {@link TelemetrySender} works. Immutable, for any thread. */
public final class TelemetryOptions {
    private static final int ERROR_CONTENT = 1024;
    private static final TelemetryOptions DEFAULTS = new TelemetryOptions(null, report -> {}, ERROR_CONTENT);

    private final @Nullable DeliveryLevel level;
    private final Consumer<TelemetryReport> onReport;
    private final int errorContent;

    private TelemetryOptions(@Nullable DeliveryLevel level, Consumer<TelemetryReport> onReport, int errorContent) {
        this.level = level;
        this.onReport = onReport;
        this.errorContent = errorContent;
    }

    /**
     * Done at {@link DeliveryLevel#SENT}, or {@link DeliveryLevel#WRITTEN} over a transport that cannot tell that; reports are
     * counted and logged only; 1,024 bytes of an error are kept.
     */
    public static TelemetryOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The level at which a request is done for its library. Below {@link DeliveryLevel#ANSWERED} the library is told a status
     * of success that no peer gave, and what the peer says comes as a {@link TelemetryReport}. At
     * {@link DeliveryLevel#ANSWERED} the library waits and is told the real status.
     */
    public TelemetryOptions level(DeliveryLevel level) {
        return new TelemetryOptions(Objects.requireNonNull(level, "level"), onReport, errorContent);
    }

    /**
     * Hears what becomes known of a request after its library was told that it is done: a status other than 2xx, a loss, or that
     * nothing is known.
     *
     * @param consumer runs on the event loop and must not block; what it throws is logged
     */
    public TelemetryOptions onReport(Consumer<TelemetryReport> consumer) {
        return new TelemetryOptions(level, Objects.requireNonNull(consumer, "consumer"), errorContent);
    }

    /**
     * How much is kept of the content of an answer with a status of 400 or more: for the library, the listener and the log. It may
     * repeat what the request held.
     *
     * @param bytes from 0, which keeps nothing, to {@value SendRequest#MAX_KEPT_CONTENT}
     */
    public TelemetryOptions errorContent(int bytes) {
        if (bytes < 0 || bytes > SendRequest.MAX_KEPT_CONTENT) {
            throw new IllegalArgumentException(
                    "error content must be 0 to " + SendRequest.MAX_KEPT_CONTENT + " bytes, not " + bytes);
        }
        return new TelemetryOptions(level, onReport, bytes);
    }

    /** The level at which a request is done over a transport that can tell these. */
    DeliveryLevel levelOver(Set<DeliveryLevel> available) {
        if (level != null) {
            return level;
        }
        return available.contains(DeliveryLevel.SENT) ? DeliveryLevel.SENT : DeliveryLevel.WRITTEN;
    }

    /** Whether none was named. */
    boolean isLevelFree() {
        return level == null;
    }

    Consumer<TelemetryReport> onReport() {
        return onReport;
    }

    int errorContent() {
        return errorContent;
    }

    @Override
    public String toString() {
        return "TelemetryOptions[level=" + (level == null ? "the best below an answer" : level) + ", errorContent="
                + errorContent + "]";
    }
}
