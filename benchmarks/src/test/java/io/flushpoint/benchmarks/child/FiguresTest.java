package io.flushpoint.benchmarks.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void passOverALine() throws IOException {
        Figures figures =
                Figures.parse(new Figures().put("main", 12).put("written", -3).toString());

        assertThat(figures.get("main")).isEqualTo(12);
        assertThat(figures.get("written")).isEqualTo(-3);
        assertThatThrownBy(() -> figures.get("opened")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anotherLineIsTheFailure() {
        assertThatThrownBy(() -> Figures.parse("the client gave up"))
                .isInstanceOf(IOException.class)
                .hasMessage("the client gave up");
        assertThatThrownBy(() -> Figures.parse("lonely")).isInstanceOf(IOException.class);
    }

    @Test
    void countersAreReadInTicks() {
        PerfCounters counters =
                PerfCounters.parse("4242:\njava.cls.loadedClasses=7\nsun.cls.time=50\nsun.os.hrt.frequency=1000\n");

        assertThat(counters.count("java.cls.loadedClasses")).isEqualTo(7);
        assertThat(counters.nanos("sun.cls.time")).isEqualTo(50_000_000);
        assertThatThrownBy(() -> counters.count("sun.cls.none")).isInstanceOf(IllegalArgumentException.class);
    }
}
