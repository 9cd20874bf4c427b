package io.flushpoint.benchmarks.lab;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** How Lambda runs an environment, as the variables tell the runtime client. */
enum LabMode {
    /** Frozen between invocations, one at a time. */
    ON_DEMAND("on-demand", "on-demand"),
    /** As on demand, after a checkpoint at the end of INIT and a restore. */
    SNAP_START("snap-start", "snap-start"),
    /** Never frozen, several invocations at once. */
    MANAGED("managed", "lambda-managed-instances");

    /** Invocations that a managed environment handles at once. */
    static final int CONCURRENCY = 4;

    private final String word;
    private final String initializationType;

    LabMode(String word, String initializationType) {
        this.word = word;
        this.initializationType = initializationType;
    }

    String word() {
        return word;
    }

    boolean freezes() {
        return this != MANAGED;
    }

    /** Invocations at once. */
    int concurrency() {
        return this == MANAGED ? CONCURRENCY : 1;
    }

    Map<String, String> variables() {
        return this == MANAGED
                ? Map.of(
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        initializationType,
                        "AWS_LAMBDA_MAX_CONCURRENCY",
                        Integer.toString(CONCURRENCY))
                : Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", initializationType);
    }

    static LabMode of(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not one of "
                        + Arrays.stream(values()).map(LabMode::word).collect(Collectors.toList())));
    }
}
