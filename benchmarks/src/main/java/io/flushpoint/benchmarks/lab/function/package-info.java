/**
 * The functions of the lab: four ways to post counters from a Lambda handler. They run in the child process, beside the
 * project's jars and nothing else, and know nothing of the lab but one environment variable.
 */
@NullMarked
package io.flushpoint.benchmarks.lab.function;

import org.jspecify.annotations.NullMarked;
