package io.flushpoint.simulation;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Makes a history in which a law is broken smaller, by leaving out choices and by making them plainer, for as long as one is. */
final class Shrinking {
    private final Function<Choices, Simulation> histories;
    private int runs;

    /**
     * @param histories makes the history of some choices
     * @param runs how many may be tried
     */
    Shrinking(Function<Choices, Simulation> histories, int runs) {
        this.histories = histories;
        this.runs = runs;
    }

    /** The smallest that was found. */
    int[] of(int[] broken) {
        int[] smallest = broken;
        int[] before;
        do {
            before = smallest;
            smallest = plainer(shorter(smallest));
        } while (runs > 0 && !Arrays.equals(before, smallest));
        return smallest;
    }

    private int[] shorter(int[] choices) {
        int[] smallest = choices;
        for (int span = Math.max(1, choices.length / 2); span > 0; span /= 2) {
            for (int at = 0; at + span <= smallest.length; ) {
                int[] without = without(smallest, at, span);
                if (isBroken(without)) {
                    smallest = without;
                } else {
                    at += span;
                }
            }
        }
        return smallest;
    }

    private static int[] without(int[] choices, int at, int span) {
        return IntStream.concat(Arrays.stream(choices, 0, at), Arrays.stream(choices, at + span, choices.length))
                .toArray();
    }

    private int[] plainer(int[] choices) {
        int[] plainest = choices.clone();
        for (int i = 0; i < plainest.length; i++) {
            int was = plainest[i];
            for (int less : new int[] {0, was / 2, was - 1}) {
                if (less >= 0 && less < was) {
                    plainest[i] = less;
                    if (isBroken(plainest)) {
                        break;
                    }
                    plainest[i] = was;
                }
            }
        }
        return plainest;
    }

    private boolean isBroken(int[] choices) {
        return runs-- > 0 && !histories.apply(Choices.again(choices)).run().isEmpty();
    }
}
