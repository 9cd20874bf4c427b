/**
 * The clients under comparison, each behind one small interface.
 *
 * <dl>
 *   <dt>client
 *   <dd>a client by name: its hooks, and how to open it
 *   <dt>hook
 *   <dd>the moment at which a client says that a request has got somewhere
 *   <dt>witness
 *   <dd>is told what became of a post: the hook fired, answered, failed
 *   <dt>sink
 *   <dd>the server, a {@linkplain io.flushpoint.benchmarks.clients.sink process of its own}
 * </dl>
 *
 * <pre>
 *   Roster --by name--&gt; ClientFactory --open(Target, Hook)--&gt; OpenClient --post--&gt; sink
 *                                                        +--hook, answered or failed--&gt; Witness
 * </pre>
 *
 * <p>Built here, always: the floor, bare Netty, Flushpoint and the client of the JDK. The others come with the Maven
 * profile {@code clients} and are found as services.
 */
@NullMarked
package io.flushpoint.benchmarks.clients;

import org.jspecify.annotations.NullMarked;
