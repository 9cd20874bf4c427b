/**
 * Cold start: how long a process that has just been started takes to get its first request out.
 *
 * <pre>
 *   ColdStart --starts--&gt; ColdMain --post--&gt; sink
 *       |  &lt;--moments-------+                  |
 *       +  &lt;--when the connection came, was secured, and the request was whole
 * </pre>
 */
@NullMarked
package io.flushpoint.benchmarks.cold;

import org.jspecify.annotations.NullMarked;
