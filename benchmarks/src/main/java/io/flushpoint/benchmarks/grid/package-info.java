/**
 * Experiments that are no JMH benchmarks, since each measurement needs a process of its own, on JMH's command line:
 * {@code -p name=value,value} for the parameters, {@code -rff} for the file of the results.
 *
 * <pre>
 *   Experiment: parameters --&gt; Grid --&gt; Cell, one a combination --run, round by round--&gt; a JSON line each
 * </pre>
 *
 * <p>A round runs every cell once, so that what changes on the machine meanwhile falls on all of them.
 */
@NullMarked
package io.flushpoint.benchmarks.grid;

import org.jspecify.annotations.NullMarked;
