/** The code of {@code docs/migrating.md}: the same request with clients of others, and with this project. */
@NullMarked
package io.flushpoint.benchmarks.migrating;

import org.jspecify.annotations.NullMarked;
