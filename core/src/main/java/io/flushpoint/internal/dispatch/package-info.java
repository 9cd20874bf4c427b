/**
 * The way of a send: admitted, queued, leased a connection, written, settled. The room that puts the others
 * together.
 *
 * <pre>
 *   thread that sends                  |  one event loop per Dispatcher
 *   Sender: makes the PendingSend      |
 *     Admission: lets it in --LoopAccess--&gt; Dispatcher --&gt; SendQueue (one per endpoint) --&gt; ConnectionPool.lease
 *         |                            |                       ^                                 |
 *         | or refuses it              |        once, to retry |                                 v
 *         v                            |                   PendingSend &lt;--Owner-- Attempt: Exchange; Stream, RequestWriter
 *     Settlement (all levels failed)   |                       |
 *                                      |                       v
 *   Delivery &lt;-------- Levels ---------+---------------- Settlement --&gt; Reporter: counters, callback, listener
 * </pre>
 *
 * <p>A {@code PendingSend} is made, and may be refused, on the thread that sends; once let in it is confined to its loop.
 * Each class knows those to its right; what it tells back it tells to an interface of its own.
 */
@NullMarked
package io.flushpoint.internal.dispatch;

import org.jspecify.annotations.NullMarked;
