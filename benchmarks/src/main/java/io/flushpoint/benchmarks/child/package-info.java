/**
 * Java processes of our own making, for what must be measured in a fresh one, or from outside: of a chosen JDK, with a
 * share of a core, stopped and continued.
 *
 * <p>The clock of all times is {@link System#nanoTime()}: on Linux the monotonic clock of the machine, so that a moment in
 * one process can be subtracted from a moment in another.
 */
@NullMarked
package io.flushpoint.benchmarks.child;

import org.jspecify.annotations.NullMarked;
