/**
 * The clients of others, built with the Maven profile {@code clients} and found as services. Each has its own defaults, but
 * for one I/O thread where it can be set, and what the target says.
 */
@NullMarked
package io.flushpoint.benchmarks.clients.others;

import org.jspecify.annotations.NullMarked;
