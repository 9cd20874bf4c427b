package io.flushpoint.benchmarks.grid;

import java.util.List;
import java.util.Map;
import org.json.JSONObject;

/** Something to measure at every combination of some parameters. */
public interface Experiment extends AutoCloseable {
    /** As on the command line. */
    String name();

    /** What it measures, in one sentence. */
    String description();

    /** Names of the parameters and the values they have unless given; the last varies fastest. */
    Map<String, List<String>> parameters();

    /** How often each combination is measured unless told otherwise. */
    int rounds();

    /**
     * Why a combination is not measured here, for the person who asked for it; empty if it is. What is missing on this
     * machine belongs here.
     *
     * @throws IllegalArgumentException for a value that no machine could serve
     */
    String obstacle(Cell cell);

    /** Measures one combination once. */
    JSONObject run(Cell cell) throws Exception;

    @Override
    default void close() {}
}
