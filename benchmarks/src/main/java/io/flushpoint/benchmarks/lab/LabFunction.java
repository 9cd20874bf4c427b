package io.flushpoint.benchmarks.lab;

import java.util.Map;

/**
 * What runs in an environment.
 *
 * @param name tells its log from others
 * @param handlerName simple name of its handler class, which is loaded in the environment only
 * @param variables environment variables beside those that every function has
 */
record LabFunction(String name, String handlerName, Map<String, String> variables) {
    String handlerClass() {
        return LabFunction.class.getPackageName() + ".function." + handlerName;
    }
}
