package io.flushpoint.benchmarks.lab;

/** One way to do the same thing, which the lab runs beside others. */
interface Contestant {
    /** The name on the command line and in the results. */
    String word();

    /** In a few words, for people. */
    String description();

    /** What runs in the environment. */
    LabFunction function();
}
