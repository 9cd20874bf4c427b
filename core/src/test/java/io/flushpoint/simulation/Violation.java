package io.flushpoint.simulation;

/** A law that a history breaks. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
