package io.flushpoint.benchmarks.lab;

/**
 * What an environment plays in a scenario: which function, and what it says of its sends.
 *
 * @param handler simple name of the handler's class
 * @param sends how many each invocation makes
 * @param tells whether its log says what it was told of each send; of one that does not, an invocation that ends well
 *     means that all have reached their level
 */
record Part(String handler, int sends, boolean tells) {
    /** The lab's own function, which reports everything. */
    static Part reporting(int sends) {
        return new Part("ScenarioHandler", sends, true);
    }

    /** A function that does nothing: what it costs, the runtime costs. */
    static final Part EMPTY = new Part("EmptyHandler", 0, false);
}
