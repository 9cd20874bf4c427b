/**
 * The way of a send: admitted, queued, leased a connection, written, settled. The only room that knows both how requests are
 * encoded and what connections are.
 *
 * <pre>
 *   any thread           |  one event loop per Dispatcher
 *   HttpSender.send      |
 *     Admission  --------+--&gt; PendingSend --&gt; SendQueue (one per endpoint) --&gt; ConnectionPool.lease
 *                        |         ^                                              |
 *                        |         +---- Exchange, RequestWriter.Outcome ---------+
 *   Delivery  &lt;----------+-- Levels.settle, once per level
 * </pre>
 */
@NullMarked
package io.flushpoint.internal.dispatch;

import org.jspecify.annotations.NullMarked;
