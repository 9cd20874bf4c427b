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
 * </dl>
 *
 * <pre>
 *   INIT                 invocation                                     frozen
 *   warm: connect --&gt; | begin: resumed --&gt; send ... send --&gt; close: wait | ---- | begin: resumed --&gt; ...
 * </pre>
 */
@NullMarked
package io.flushpoint.lambda;

import org.jspecify.annotations.NullMarked;
