package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void aPercentileIsATimeThatWasMeasured() {
        Quantiles tenths = of(LongStream.iterate(100, time -> time - 10).limit(10));

        assertThat(tenths.count()).isEqualTo(10);
        assertThat(tenths.percentile(50)).isEqualTo(50);
        assertThat(tenths.percentile(90)).isEqualTo(90);
        assertThat(tenths.percentile(91)).isEqualTo(100);
        assertThat(tenths.percentile(100)).isEqualTo(100);
        assertThat(tenths.percentile(1)).isEqualTo(10);
    }

    @Test
    void aSingleTimeIsEveryPercentile() {
        Quantiles one = of(LongStream.of(7));

        assertThat(one.percentile(50)).isEqualTo(7);
        assertThat(one.percentile(100)).isEqualTo(7);
    }

    @Test
    void holdsAsManyAsThereAre() {
        assertThat(of(LongStream.rangeClosed(1, 10_000)).percentile(90)).isEqualTo(9_000);
    }

    @Test
    void ofNoTimesThereIsNone() {
        assertThatIllegalStateException().isThrownBy(() -> new Quantiles().percentile(50));
    }

    private static Quantiles of(LongStream times) {
        Quantiles quantiles = new Quantiles();
        times.forEach(quantiles::add);
        return quantiles;
    }
}
