package io.flushpoint.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void aPercentileIsATimeThatWasMeasured() {
        Quantiles tenths = Quantiles.of(
                LongStream.iterate(100, time -> time - 10).limit(10).toArray());

        assertThat(tenths.count()).isEqualTo(10);
        assertThat(tenths.percentile(50)).isEqualTo(50);
        assertThat(tenths.percentile(90)).isEqualTo(90);
        assertThat(tenths.percentile(91)).isEqualTo(100);
        assertThat(tenths.max()).isEqualTo(100);
        assertThat(tenths.percentile(1)).isEqualTo(10);
        assertThat(tenths.min()).isEqualTo(10);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Quantiles.of(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
        assertThat(Quantiles.of(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2.0);
    }

    @Test
    void aSingleTimeIsEveryPercentile() {
        Quantiles one = Quantiles.of(7L);

        assertThat(one.percentile(1)).isEqualTo(7);
        assertThat(one.max()).isEqualTo(7);
    }

    @Test
    void ofNoTimesThereIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantiles.of(DoubleStream.empty()));
    }
}
