package io.flushpoint.benchmarks.lab;

import java.util.Map;

/**
 * What runs in an environment.
 *
 * @param name tells its log from others
 * @param handlerClass full name of its handler class, which is loaded in the environment only
 * @param variables environment variables beside those that every function has
 */
record LabFunction(String name, String handlerClass, Map<String, String> variables) {
    /** One of the samples, by the simple name of its handler. */
    static LabFunction sample(String name, String handler, Map<String, String> variables) {
        return new LabFunction(name, LabFunction.class.getPackageName() + ".function." + handler, variables);
    }

    /** The same with the handler of somebody else. */
    LabFunction handledBy(String otherClass) {
        return new LabFunction(name, otherClass, variables);
    }
}
