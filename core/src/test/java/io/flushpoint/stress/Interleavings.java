package io.flushpoint.stress;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs operations on two threads again and again, each time in another of the orders that their steps can have. What fails is told
 * with its order. What is required within is required here: AssertJ's classes are more than Lincheck can follow.
 */
public final class Interleavings {
    private static final int ORDERS = 50; // of each scenario

    private Interleavings() {}

    /**
     * Explores so many scenarios of the operations of a class, drawn from a seed that is always the same: what comes of them is what can come of them one after the other, and what
     * the class validates at the end holds.
     */
    public static void explore(int scenarios, Class<?> operations) {
        explore(scenarios, operations, operations);
    }

    /** Explores as well; {@code oneByOne} knows what can come of them one after the other. */
    public static void explore(int scenarios, Class<?> operations, Class<?> oneByOne) {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .iterations(scenarios)
                .invocationsPerIteration(ORDERS)
                .sequentialSpecification(oneByOne)
                .check(operations);
    }

    /** Fails with what is said if it is not so. */
    public static void require(boolean so, String what) {
        if (!so) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
