package io.flushpoint.opentelemetry;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import io.flushpoint.telemetry.TelemetryAnswer;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts are followed by another, and after how long: the exporter's policy, where it does no harm. Below
 * {@link DeliveryLevel#ANSWERED} that is where nothing was written. At it, also where the specification of OTLP over HTTP says
 * so: on 429, 502, 503 and 504, and where the server ended the connection without an answer.
 */
final class Retries {
    private static final Set<Integer> STATUSES = Set.of(429, 502, 503, 504);

    /** Another attempt would fail as well. */
    private static final Set<Failure> IN_VAIN = EnumSet.of(
            Failure.SENDER_CLOSED,
            Failure.LEVEL_UNAVAILABLE,
            Failure.BODY_FAILED,
            Failure.TLS_FAILED,
            Failure.DEADLINE_EXCEEDED);

    private static final double JITTER = 0.2;

    private final @Nullable RetryPolicy policy;

    private Retries(@Nullable RetryPolicy policy) {
        this.policy = policy;
    }

    /** @param policy null for none */
    static Retries of(@Nullable RetryPolicy policy) {
        return new Retries(policy);
    }

    /**
     * After how long there is another attempt; empty if there is none.
     *
     * @param attempts that were made
     */
    Optional<Duration> after(TelemetryAnswer answer, int attempts) {
        if (policy == null || !isLeft(policy, attempts) || !STATUSES.contains(answer.statusOr(200))) {
            return Optional.empty();
        }
        Duration backoff = backoff(policy, attempts);
        return answer.retryAfter().filter(asked -> asked.compareTo(backoff) > 0).or(() -> Optional.of(backoff));
    }

    /**
     * After how long there is another attempt; empty if there is none.
     *
     * @param attempts that were made
     * @param level at which an attempt is done
     */
    Optional<Duration> after(Throwable failure, int attempts, DeliveryLevel level) {
        if (policy == null || !isLeft(policy, attempts)) {
            return Optional.empty();
        }
        boolean harmless = failure instanceof SendException send && isHarmless(send, level);
        return harmless && isWanted(policy, (IOException) failure)
                ? Optional.of(backoff(policy, attempts))
                : Optional.empty();
    }

    private static boolean isHarmless(SendException send, DeliveryLevel level) {
        if (IN_VAIN.contains(send.failure())) {
            return false;
        }
        return send.wireState() == WireState.NOTHING_WRITTEN
                || (level == DeliveryLevel.ANSWERED && send.failure() == Failure.CONNECTION_LOST);
    }

    private static boolean isWanted(RetryPolicy policy, IOException failure) {
        Predicate<IOException> wanted = policy.getRetryExceptionPredicate();
        return wanted == null || wanted.test(failure);
    }

    private static boolean isLeft(RetryPolicy policy, int attempts) {
        return attempts < policy.getMaxAttempts();
    }

    private static Duration backoff(RetryPolicy policy, int attempts) {
        double nanos =
                (double) policy.getInitialBackoff().toNanos() * Math.pow(policy.getBackoffMultiplier(), attempts - 1);
        double bounded = Math.min(nanos, (double) policy.getMaxBackoff().toNanos());
        return Duration.ofNanos((long)
                (bounded * (1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1))));
    }
}
