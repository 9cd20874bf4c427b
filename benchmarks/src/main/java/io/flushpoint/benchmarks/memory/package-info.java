/** Memory: what a client holds for idle connections, after many posts, and for a server that does not read. */
@NullMarked
package io.flushpoint.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
