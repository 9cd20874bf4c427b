package io.flushpoint.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class SkipsTest {
    @Test
    void anAssumptionThatIsNotMetSkipsItsTestThoughTestNgIsThere() {
        assertThatThrownBy(() -> assumeThat(false).isTrue()).isInstanceOf(TestAbortedException.class);
    }
}
