/**
 * The probe: sends to any server and shows when each delivery level was reached.
 *
 * <pre>
 *   words --picocli--&gt; ProbeOptions --check--&gt; ProbePlan --ProbeRun--&gt; Observation, one per send --&gt; ProbeReport
 *                                                                                      HumanReport or JsonReport
 * </pre>
 *
 * <p>Nothing here prints a header value, a query or a body.
 */
@NullMarked
package io.flushpoint.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
