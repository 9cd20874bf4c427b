package io.flushpoint.telemetry;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.DeliveryReport;
import io.flushpoint.SendRequest;
import java.util.OptionalInt;

/**
 * What became known of a request after its library was told that it is done.
 *
 * <p>Immutable, for any thread. {@link TelemetrySender} makes it; implement it only for a test, since facts may be added.
 * {@code toString()} holds no header value and no content.
 */
public interface TelemetryReport {
    /** What became known. */
    enum Kind {
        /** The peer answered with a status other than 2xx, redirects included: it did not take what was sent. */
        REFUSED,
        /** The connection was lost before the answer. The peer may or may not have what was sent. */
        LOST,
        /** No answer came in time, or nobody listened any longer. The peer may or may not have what was sent. */
        UNKNOWN
    }

    /** What became known. */
    Kind kind();

    /** The request, without its content. */
    SendRequest request();

    /** The status of the answer, if there was one. */
    OptionalInt status();

    /** The core's report. */
    DeliveryReport delivery();

    /** What was kept of the answer: {@code Retry-After} and the first bytes of its content. */
    AnswerExcerpt answer();
}
