package io.flushpoint.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Where the chance of a history comes from: a seed at first, and then the choices that were made, so that a history can be told
 * again, and made smaller. 0 is the plainest choice: nothing goes wrong. Whoever chooses beyond the end of a list gets it.
 */
final class Choices {
    private static final int ROOM = 256;

    private final IntUnaryOperator source;
    private int[] made = new int[ROOM];
    private int count;

    private Choices(IntUnaryOperator source) {
        this.source = source;
    }

    /** All there are of a seed. */
    static Choices of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Choices(random::nextInt);
    }

    /** Those of an earlier history, or of a part of it. */
    static Choices again(int[] earlier) {
        int[] next = {0};
        return new Choices(bound -> next[0] < earlier.length ? Math.min(earlier[next[0]++], bound - 1) : 0);
    }

    /** One of 0 to {@code bound - 1}. */
    int below(int bound) {
        int choice = source.applyAsInt(bound);
        if (count == made.length) {
            made = Arrays.copyOf(made, 2 * count);
        }
        made[count++] = choice;
        return choice;
    }

    /** True about once in {@code times}. */
    boolean oneIn(int times) {
        return below(times) == times - 1;
    }

    /** One of several; the first is the plainest. */
    @SafeVarargs
    final <T> T of(T... several) {
        return several[below(several.length)];
    }

    /** A number of nanoseconds up to {@code max}, of any order of magnitude. */
    long nanosUpTo(long max) {
        int digits = 64 - Long.numberOfLeadingZeros(max);
        long scale = 1L << below(digits);
        return Math.min(max, scale - 1 + below((int) Math.min(scale, 1_000)));
    }

    /** What was chosen until now. */
    int[] made() {
        return Arrays.copyOf(made, count);
    }
}
