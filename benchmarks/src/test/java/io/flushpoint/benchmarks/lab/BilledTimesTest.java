package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BilledTimesTest {
    @Test
    void percentilesAreTimesThatWereMeasured() {
        BilledTimes times = new BilledTimes(
                LongStream.rangeClosed(1, 10).map(i -> (11 - i) * 1_000_000).toArray());

        assertThat(times.percentile(50)).isEqualTo(5.0);
        assertThat(times.percentile(90)).isEqualTo(9.0);
        assertThat(times.percentile(99)).isEqualTo(10.0);
        assertThat(times.max()).isEqualTo(10.0);
    }

    @Test
    void ofOneTimeEveryPercentileIsThat() {
        BilledTimes times = new BilledTimes(new long[] {1_500_000});

        assertThat(times.percentile(1)).isEqualTo(1.5);
        assertThat(times.max()).isEqualTo(1.5);
    }

    @Test
    void noTimesHaveNoPercentile() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BilledTimes(new long[0]));
    }
}
