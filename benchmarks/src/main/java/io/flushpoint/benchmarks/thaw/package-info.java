/** Thaw: a request that is made right after the process was stopped for a while. */
@NullMarked
package io.flushpoint.benchmarks.thaw;

import org.jspecify.annotations.NullMarked;
