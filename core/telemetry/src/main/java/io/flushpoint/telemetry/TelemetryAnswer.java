package io.flushpoint.telemetry;

import io.flushpoint.AnswerExcerpt;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What a telemetry library is told of a request that reached its level. Immutable, for any thread. */
public final class TelemetryAnswer {
    static final String RETRY_AFTER = "Retry-After";

    private final OptionalInt status;
    private final AnswerExcerpt answer;
    private final Clock clock;

    TelemetryAnswer(OptionalInt status, AnswerExcerpt answer, Clock clock) {
        this.status = status;
        this.answer = answer;
        this.clock = clock;
    }

    /** The status that the peer gave; empty below {@link io.flushpoint.DeliveryLevel#ANSWERED}, where none is waited for. */
    public OptionalInt status() {
        return status;
    }

    /** The status that the peer gave, or else a stand-in for it, such as 202 Accepted (RFC 9110 §15.3.3). */
    public int statusOr(int standIn) {
        return status.orElse(standIn);
    }

    /** A copy of the first bytes of an error's content; empty if there was none. */
    public byte[] content() {
        return answer.content();
    }

    /** How long the peer asks to wait before the next try: {@code Retry-After} in seconds or as a date (RFC 9110 §10.2.3). */
    public Optional<Duration> retryAfter() {
        return answer.header(RETRY_AFTER).flatMap(value -> RetryAfter.parse(value, clock));
    }

    @Override
    public String toString() {
        return "TelemetryAnswer[" + (status.isPresent() ? status.getAsInt() : "not waited for") + "]";
    }
}
