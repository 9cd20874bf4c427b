package io.flushpoint.testkit;

import java.io.IOException;
import java.util.List;

/** The byte positions at which a script acts, passed one after the other. */
final class Marks {
    /** What happens where a mark is passed. */
    @FunctionalInterface
    interface Passing {
        void at(long position) throws IOException, InterruptedException;
    }

    private final List<Long> positions;
    private final Passing passing;
    private int next;

    /** @param positions in rising order, each once */
    Marks(List<Long> positions, Passing passing) {
        this.positions = positions;
        this.passing = passing;
    }

    /** How many bytes may be moved in one go, so that no mark is overrun. */
    int allowance(long position, long wanted) {
        long limit = next < positions.size() ? positions.get(next) - position : wanted;
        return (int) Math.min(limit, wanted);
    }

    /** So many bytes were moved: acts at every mark up to there. */
    void passed(long position) throws IOException, InterruptedException {
        while (next < positions.size() && positions.get(next) <= position) {
            long mark = positions.get(next);
            next++;
            passing.at(mark);
        }
    }
}
