/**
 * The JMH benchmarks. The clients are {@linkplain io.flushpoint.benchmarks.clients of others and ours}; the server is the {@linkplain
 * io.flushpoint.benchmarks.clients.sink sink}, in a process of its own. How they measure, and what they cannot show, is on
 * the page {@code docs/benchmarks/method.md}.
 */
@NullMarked
package io.flushpoint.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
