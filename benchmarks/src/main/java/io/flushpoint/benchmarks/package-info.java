/**
 * One jar with two halves. The tools, {@linkplain io.flushpoint.benchmarks.lab lab} and {@linkplain
 * io.flushpoint.benchmarks.probe probe}, are what users run. All the rest measures, for those who doubt: JMH's benchmarks, the
 * experiments that need a process for each figure, what the hooks of clients are worth, the suite that runs them and the report.
 * The two share how {@linkplain io.flushpoint.benchmarks.figures figures} are summed up and written, and nothing else.
 *
 * <pre>
 *   Main -- lab, probe ----------------------------&gt; tools -----+
 *        -- jmh, hooks, suite, report, scale, ... -&gt; measuring --+--&gt; figures
 * </pre>
 */
@NullMarked
package io.flushpoint.benchmarks;

import org.jspecify.annotations.NullMarked;
