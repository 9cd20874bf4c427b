package io.flushpoint.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LevelsTest {
    private final Peer floor = Roster.load().named("floor");
    private final Peer flushpoint = Roster.load().named("flushpoint-caller");

    @Test
    void isALevelOfFlushpoint() {
        assertThat(Levels.hook(flushpoint, "SENT").name()).isEqualTo("SENT");
    }

    @Test
    void isTheOneHookOfOthersAtWritten() {
        assertThat(Levels.hook(floor, "WRITTEN")).isEqualTo(floor.hooks().get(0));
    }

    @Test
    void isRefusedWhereTheClientDoesNotHaveIt() {
        assertThatThrownBy(() -> Levels.hook(floor, "SENT")).isInstanceOf(IllegalArgumentException.class);
    }
}
