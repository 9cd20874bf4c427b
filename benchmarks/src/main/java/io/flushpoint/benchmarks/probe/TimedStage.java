package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt.Timings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A time in the time line of a send, in the order in which they are shown. */
enum TimedStage {
    /** Waiting for a connection, less the making of one. */
    QUEUED,
    /** Address lookup made for this send. */
    RESOLVE,
    /** TCP connect made for this send. */
    CONNECT,
    /** A proxy's opening of a tunnel made for this send. */
    TUNNEL,
    /** TLS handshake made for this send. */
    TLS,
    /** {@link DeliveryLevel#WRITTEN}. */
    WRITTEN,
    /** {@link DeliveryLevel#SENT}. */
    SENT,
    /** {@link DeliveryLevel#ACKNOWLEDGED}. */
    ACKNOWLEDGED,
    /** {@link DeliveryLevel#ANSWERED}. */
    ANSWERED;

    /** The stage whose time says when a level was reached. */
    static TimedStage of(DeliveryLevel level) {
        return valueOf(level.name());
    }

    /** The level whose reaching it times, from the start of the send; none if it is a duration. */
    Optional<DeliveryLevel> level() {
        return Arrays.stream(DeliveryLevel.values())
                .filter(level -> level.name().equals(name()))
                .findFirst();
    }

    /** Its time; empty if the stage was not passed. */
    Optional<Duration> time(Timings timings) {
        return switch (this) {
            case QUEUED -> timings.queued();
            case RESOLVE -> timings.resolve();
            case CONNECT -> timings.connect();
            case TUNNEL -> timings.tunnel();
            case TLS -> timings.tls();
            case WRITTEN -> timings.written();
            case SENT -> timings.sent();
            case ACKNOWLEDGED -> timings.acknowledged();
            case ANSWERED -> timings.answered();
        };
    }

    /** Levels in capitals, durations in lower case. */
    String label() {
        return level().isPresent() ? name() : name().toLowerCase(Locale.ROOT);
    }
}
