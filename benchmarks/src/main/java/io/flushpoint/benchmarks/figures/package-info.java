/** How figures are summed up and written: quantiles, tables for people, lines of JSON for programs. */
@NullMarked
package io.flushpoint.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
