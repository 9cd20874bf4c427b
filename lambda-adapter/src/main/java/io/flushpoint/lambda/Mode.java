package io.flushpoint.lambda;

import java.util.Map;

/** How Lambda runs this environment, as the variables say that it sets for the runtime. */
public enum Mode {
    /** Made when an event comes, or a little ahead; frozen between invocations, which come one at a time. */
    ON_DEMAND,
    /** Provisioned concurrency: as on demand, but minutes or hours may lie between INIT and the first invocation. */
    PROVISIONED,
    /** SnapStart: many environments go on from one snapshot of what INIT made; then as on demand. */
    SNAP_START,
    /** Managed Instances: never frozen, several invocations at once, each on its own thread; time limits are not enforced. */
    MANAGED;

    private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    private static final String MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY";

    /** The runtime client serves several invocations at once if it is told how many, whatever the type says. */
    static Mode detect(Map<String, String> environment) {
        if (environment.containsKey(MAX_CONCURRENCY)) {
            return MANAGED;
        }
        return switch (environment.getOrDefault(INITIALIZATION_TYPE, "on-demand")) {
            case "lambda-managed-instances" -> MANAGED;
            case "snap-start" -> SNAP_START;
            case "provisioned-concurrency" -> PROVISIONED;
            default -> ON_DEMAND;
        };
    }

    /** Whether the environment stands still between invocations. */
    boolean freezes() {
        return this != MANAGED;
    }
}
