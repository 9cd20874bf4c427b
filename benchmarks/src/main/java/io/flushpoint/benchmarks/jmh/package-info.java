/**
 * The JMH benchmarks. The clients are {@linkplain io.flushpoint.benchmarks.peers peers}; the server is the {@linkplain
 * io.flushpoint.benchmarks.peers.sink sink}, in a process of its own. How they measure, and what they cannot show, is on
 * the page {@code docs/benchmarks/method.md}.
 */
@NullMarked
package io.flushpoint.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
