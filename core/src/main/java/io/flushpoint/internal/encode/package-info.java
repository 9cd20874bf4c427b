/**
 * From a {@code SendRequest} to its bytes: head, framing, and a body given piece by piece as the channel takes it.
 * Knows channels, but neither connections nor queues. Confined to one event loop. {@code Http1Writer} writes HTTP/1.1; HTTP/2 has a
 * writer in its own room, which uses what is above a {@code RequestSink} here.
 *
 * <pre>
 *   SendRequest --&gt; Http1Writer --small--&gt; OneBufferEncoder -----------------------------------+
 *                        |                       ^                                          v
 *                        |                   RequestHead                                  bytes
 *                        |                       v                                          ^
 *                        +--------large--&gt; PieceWriter --&gt; Http1Sink --&gt; CountingEncoder ----+
 *                                                ^
 *                      BodySource --piece, when writable
 *                      in memory, file, publisher, gzip
 * </pre>
 */
@NullMarked
package io.flushpoint.internal.encode;

import org.jspecify.annotations.NullMarked;
