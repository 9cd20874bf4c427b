package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those that became idle first stand first, whoever leaves. */
class IdleConnectionsTest {
    private static final class Named extends IdleConnections.Place<Named> {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final IdleConnections<Named> idle = new IdleConnections<>();
    private final Named first = new Named("first");
    private final Named second = new Named("second");
    private final Named third = new Named("third");

    @BeforeEach
    void fill() {
        idle.add(first);
        idle.add(second);
        idle.add(third);
    }

    @Test
    void theyStandInTheOrderInWhichTheyCame() {
        assertThat(inOrder()).containsExactly(first, second, third);
    }

    @Test
    void theFirstMayLeave() {
        idle.remove(first);
        assertThat(inOrder()).containsExactly(second, third);
        idle.remove(second);
        assertThat(inOrder()).containsExactly(third);
    }

    @Test
    void oneInTheMiddleMayLeave() {
        idle.remove(second);
        assertThat(inOrder()).containsExactly(first, third);
        idle.remove(third);
        idle.add(second);
        assertThat(inOrder()).containsExactly(first, second);
    }

    @Test
    void theLastMayLeaveAndComeBack() {
        idle.remove(third);
        assertThat(inOrder()).containsExactly(first, second);
        idle.remove(first);
        idle.add(first);
        idle.add(third);
        assertThat(inOrder()).containsExactly(second, first, third);
    }

    @Test
    void allMayLeave() {
        idle.remove(second);
        idle.remove(third);
        idle.remove(first);
        assertThat(inOrder()).isEmpty();
        idle.add(second);
        assertThat(inOrder()).containsExactly(second);
    }

    private List<Named> inOrder() {
        List<Named> all = new ArrayList<>();
        for (Named next = idle.oldest(); next != null; next = idle.after(next)) {
            all.add(next);
        }
        return all;
    }
}
