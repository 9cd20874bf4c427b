/**
 * Flushpoint: from an HTTP request to a truthful delivery level, without waiting for the response.
 *
 * <h2>Glossary</h2>
 *
 * <dl>
 *   <dt>send
 *   <dd>one {@link io.flushpoint.SendRequest} on its way, and the {@link io.flushpoint.Delivery} that tells how far it got
 *   <dt>level
 *   <dd>a {@link io.flushpoint.DeliveryLevel}: what is proven about a send
 *   <dt>goal
 *   <dd>the level at which a send counts as done
 *   <dt>wire state
 *   <dd>a {@link io.flushpoint.WireState}: whether bytes of a failed send may have reached the wire
 *   <dt>delivery report
 *   <dd>a {@link io.flushpoint.DeliveryReport}: what became of a send after it was written
 *   <dt>endpoint
 *   <dd>scheme, host and port; connections are pooled per endpoint
 *   <dt>lease
 *   <dd>the use of a connection for one exchange
 *   <dt>retire
 *   <dd>to take a connection out of use for good
 *   <dt>gap
 *   <dd>a time in which the process may not have run: a freeze, a snapshot, a pause of the virtual machine
 * </dl>
 *
 * <pre>
 *   thread that sends                     |  one event loop; everything right of the bar is confined to it
 *   SendRequest --&gt; PendingSend --admitted--&gt; SendQueue --&gt; ConnectionPool --&gt; Attempt --&gt; RequestWriter --&gt; socket
 *   Delivery  &lt;---- Settlement, once per level &lt;-----------------------------------+-- write future, tcp_info, answer
 * </pre>
 */
@NullMarked
package io.flushpoint;

import org.jspecify.annotations.NullMarked;
