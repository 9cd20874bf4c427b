package io.flushpoint.benchmarks.clients.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CpusTest {
    @Test
    void readsTheKernelsList() {
        assertThat(Cpus.parse("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
    }

    @Test
    void needsTwo() {
        assertThatThrownBy(() -> Cpus.parse("3"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only one CPU");
    }
}
