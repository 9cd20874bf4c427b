package io.flushpoint.benchmarks.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RosterTest {
    private final Roster roster = Roster.load();

    @Test
    void namesEachPeerOnce() {
        assertThat(roster.factories())
                .extracting(ClientFactory::name)
                .doesNotHaveDuplicates()
                .contains("floor", "jdk");
    }

    @Test
    void namesThoseThatAreHereWhereOneIsNot() {
        assertThatThrownBy(() -> roster.named("telepathy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("telepathy")
                .hasMessageContaining("flushpoint-caller");
    }

    @Test
    void namesTheHooksOfAPeerThatHasNotTheOneAskedFor() {
        assertThatThrownBy(() -> roster.named("floor").hook("ANSWERED"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write() returned");
    }
}
