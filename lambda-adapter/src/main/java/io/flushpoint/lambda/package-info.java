/**
 * Flushpoint in an AWS Lambda function: warm in INIT, send anywhere in an invocation, leave when sent.
 *
 * <dl>
 *   <dt>environment
 *   <dd>one process of a function, from INIT until Lambda kills it without notice; frozen between invocations
 *   <dt>invocation
 *   <dd>an {@link io.flushpoint.lambda.Invocation}: one event, the sends made for it, and the wait for their level
 *   <dt>level
 *   <dd>what each send must reach before the invocation ends: {@link io.flushpoint.DeliveryLevel#SENT} where the
 *       transport can tell, {@link io.flushpoint.DeliveryLevel#WRITTEN} elsewhere, unless the options say otherwise
 *   <dt>undelivered
 *   <dd>an {@link io.flushpoint.lambda.Undelivered}: a send whose invocation ended before the level was reached
 *   <dt>delivery report
 *   <dd>a {@link io.flushpoint.lambda.InvocationReport}: what became of a send after it was written, told when the next invocation
 *       begins or one closes
 *   <dt>mode
 *   <dd>a {@link io.flushpoint.lambda.Mode}: whether the environment is frozen, restored from a snapshot, or shared by
 *       several handlers at once
 * </dl>
 *
 * <pre>
 *   INIT                     invocation                                                       frozen
 *   warm: connect, prime --&gt; | begin: look, reconnect, tell --&gt; send ... send --&gt; close: tell, wait | ---- | begin ...
 *
 *   Startup    mode, parts                  Environment  what invocations share     Settling (in Invocation)  the wait
 *   WarmUp     time box, report             Reconnecting stale connections          ReportDesk   outcomes that come late
 *   Priming    the way of a send, rehearsed                                         AfterResponse  the wait, by an extension
 *   SnapStart, Checkpointing  the hooks around a snapshot
 * </pre>
 */
@NullMarked
package io.flushpoint.lambda;

import org.jspecify.annotations.NullMarked;
