/**
 * From a {@code SendRequest} to what Netty's codec writes: head, framing, and a body given piece by piece as the channel
 * takes it. Knows channels, but neither connections nor queues. Confined to one event loop.
 *
 * <pre>
 *   SendRequest --&gt; RequestHead ----------------------+
 *        |                                            v
 *        +--&gt; BodySource --piece, when writable--&gt; RequestWriter --&gt; RequestEncoder (Netty) --&gt; bytes
 *              in memory, file, publisher, gzip
 * </pre>
 */
@NullMarked
package io.flushpoint.internal.encode;

import org.jspecify.annotations.NullMarked;
