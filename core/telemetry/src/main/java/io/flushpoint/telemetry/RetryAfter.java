package io.flushpoint.telemetry;

import io.netty.handler.codec.DateFormatter;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("\\d+");

    /** Digits that a long holds for certain; more mean longer than anybody waits. */
    private static final int DIGITS = 12;

    private RetryAfter() {}

    /** Empty if it is neither. A date that has passed means now. */
    static Optional<Duration> parse(String value, Clock clock) {
        if (SECONDS.matcher(value).matches()) {
            String digits = value.length() > DIGITS ? "9".repeat(DIGITS) : value;
            return Optional.of(Duration.ofSeconds(Long.parseLong(digits)));
        }
        Date then = DateFormatter.parseHttpDate(value);
        return Optional.ofNullable(then)
                .map(date -> Duration.between(clock.instant(), date.toInstant()))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }
}
