/**
 * From a {@code SendRequest} to its bytes: head, framing, and a body given piece by piece as the channel takes it. Knows channels, but neither connections nor queues. Confined to one event loop.
 *
 * <pre>
 *   SendRequest --&gt; RequestWriter --small--&gt; OneBufferEncoder ---------------------------------+
 *                        |                       ^                                          v
 *                        |                   RequestHead                                  bytes
 *                        |                       v                                          ^
 *                        +--------large--&gt; PieceWriter --head, pieces--&gt; CountingEncoder ----+
 *                                                ^
 *                      BodySource --piece, when writable
 *                      in memory, file, publisher, gzip
 * </pre>
 */
@NullMarked
package io.flushpoint.internal.encode;

import org.jspecify.annotations.NullMarked;
