package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two copies of one snapshot, on a platform that gives both the same seeds. */
class JitterTest {
    private static final long SAME_FOR_ALL = 4711;

    private final Jitter one = new Jitter(() -> SAME_FOR_ALL);
    private final Jitter other = new Jitter(() -> SAME_FOR_ALL);

    @Test
    void copiesDrawAlikeIfNothingFromOutsideTellsThemApart() {
        one.reseed(1);
        other.reseed(1);

        assertThat(draws(one)).isEqualTo(draws(other));
    }

    @Test
    void copiesThatAreRestoredAtDifferentMomentsDrawDifferently() {
        one.reseed(1);
        other.reseed(2);

        assertThat(draws(one)).isNotEqualTo(draws(other));
    }

    @Test
    void copiesThatHearOfDifferentGapsDrawDifferently() {
        one.reseed(1);
        other.reseed(1);
        one.stir(1_000);
        other.stir(1_001);

        assertThat(draws(one)).isNotEqualTo(draws(other));
    }

    @Test
    void aDrawIsWithinItsPart() {
        one.reseed(1);

        assertThat(draws(one)).allMatch(age -> age >= 800_000 && age <= 1_000_000);
        assertThat(one.lessUpTo(0, 1_000_000)).isEqualTo(1_000_000);
    }

    private static List<Long> draws(Jitter jitter) {
        return Stream.generate(() -> jitter.lessUpTo(20, 1_000_000)).limit(8).toList();
    }
}
