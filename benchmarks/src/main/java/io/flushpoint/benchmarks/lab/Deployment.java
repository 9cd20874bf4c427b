package io.flushpoint.benchmarks.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A function of a user, as it would be deployed.
 *
 * @param zip handlers at its root, jars in {@code lib}
 * @param handler full name of the handler class
 */
record Deployment(Path zip, String handler) {
    /**
     * Checks that there is something to run.
     *
     * @throws IllegalArgumentException naming what is not there
     */
    Deployment {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalArgumentException("there is no file " + zip);
        }
        if (handler.isBlank()) {
            throw new IllegalArgumentException("the handler's class has no name");
        }
    }
}
