/** The suite: every section of the benchmarks' page, measured and reported by one command. */
@NullMarked
package io.flushpoint.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
