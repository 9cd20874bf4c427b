/**
 * What many environments do to one collector: in virtual time, and a few of them for real.
 *
 * <dl>
 *   <dt>fleet
 *   <dd>a {@link io.flushpoint.benchmarks.scale.Fleet}: how many environments, how they are used and how they are bound
 *   <dt>life
 *   <dd>an {@link io.flushpoint.benchmarks.scale.Life}: one environment from INIT to the end of the simulation
 *   <dt>load
 *   <dd>a {@link io.flushpoint.benchmarks.scale.Load}: what all lives ask of the collector, second by second
 *   <dt>cost
 *   <dd>a {@link io.flushpoint.benchmarks.scale.Cost}: collector's CPU for one handshake, measured on this machine
 * </dl>
 *
 * <pre>
 *   measure (nginx, sender) --&gt; Cost --+
 *   Fleet --&gt; Life x 10,000 -----------+--&gt; Load --&gt; table, plot
 *     +-----&gt; RealFleet: senders x 200 --&gt; LateSink: what the simulation should say
 * </pre>
 */
@NullMarked
package io.flushpoint.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
