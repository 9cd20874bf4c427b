package io.flushpoint.benchmarks.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LevelParameterTest {
    private final ClientFactory floor = Roster.load().named("floor");
    private final ClientFactory flushpoint = Roster.load().named("flushpoint-caller");

    @Test
    void isALevelOfFlushpoint() {
        assertThat(LevelParameter.hook(flushpoint, "SENT").name()).isEqualTo("SENT");
    }

    @Test
    void isTheOneHookOfOthersAtWritten() {
        assertThat(LevelParameter.hook(floor, "WRITTEN"))
                .isEqualTo(floor.hooks().get(0));
    }

    @Test
    void isRefusedWhereTheClientDoesNotHaveIt() {
        assertThatThrownBy(() -> LevelParameter.hook(floor, "SENT")).isInstanceOf(IllegalArgumentException.class);
    }
}
