package io.flushpoint.benchmarks.lab;

/**
 * What an environment plays in a scenario: which function, and what it says of its sends.
 *
 * @param handler simple name of the handler's class
 * @param sends how many each invocation makes
 * @param tells whether its log says what it was told of each send; of one that does not, an invocation that ends well
 *     means that all have reached their level
 */
record FunctionRole(String handler, int sends, boolean tells) {
    /** The lab's own function, which reports everything. */
    static FunctionRole reporting(int sends) {
        return new FunctionRole("ScenarioHandler", sends, true);
    }

    /** A function that does nothing: what it costs, the runtime costs. */
    static final FunctionRole EMPTY = new FunctionRole("EmptyHandler", 0, false);
}
