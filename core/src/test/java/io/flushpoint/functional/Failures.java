package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import org.assertj.core.api.SoftAssertions;

/** What a failure must say. */
final class Failures {
    private Failures() {}

    /** Why, where and whether bytes may have left; and that nothing was said twice or left out. */
    static SendException expect(SendException actual, Failure failure, Phase phase, WireState wireState) {
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(actual.failure()).as("failure").isEqualTo(failure);
            softly.assertThat(actual.phase()).as("phase").isEqualTo(phase);
            softly.assertThat(actual.wireState()).as("wire state").isEqualTo(wireState);
            softly.assertThat(actual.receipt()).as("receipt").isNotNull();
            softly.assertThat(actual.getMessage())
                    .as("message")
                    .startsWith(failure + " in " + phase + ", " + wireState + ": ");
        });
        if (failure == Failure.ANSWERED_EARLY) {
            assertThat(actual.status()).as("status").isPresent();
        }
        return actual;
    }
}
