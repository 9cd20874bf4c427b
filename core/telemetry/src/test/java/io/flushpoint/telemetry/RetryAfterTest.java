package io.flushpoint.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void itIsANumberOfSeconds() {
        assertThat(RetryAfter.parse("120", NOON)).hasValue(Duration.ofMinutes(2));
    }

    @Test
    void orADate() {
        assertThat(RetryAfter.parse("Sat, 28 Nov 2026 12:00:30 GMT", NOON)).hasValue(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Saturday, 28-Nov-26 12:00:30 GMT", "Sat Nov 28 12:00:30 2026"})
    void orADateInOneOfTheOldForms(String value) {
        assertThat(RetryAfter.parse(value, NOON)).hasValue(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000", "99999999999999999999999"})
    void moreThanAnybodyWaitsIsNotLess(String value) {
        assertThat(RetryAfter.parse(value, NOON).orElseThrow()).isGreaterThan(Duration.ofDays(9_999));
    }

    @Test
    void aDateThatHasPassedMeansNow() {
        assertThat(RetryAfter.parse("Sat, 28 Nov 2026 11:00:00 GMT", NOON)).hasValue(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sat, 28 Nov 2026", "1, 2"})
    void whatIsNeitherIsNotThere(String value) {
        assertThat(RetryAfter.parse(value, NOON)).isEmpty();
    }
}
