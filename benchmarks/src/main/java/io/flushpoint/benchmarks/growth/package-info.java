/** Growth: what becomes of latency and memory as connections, endpoints, offered rate or bodies grow. */
@NullMarked
package io.flushpoint.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
