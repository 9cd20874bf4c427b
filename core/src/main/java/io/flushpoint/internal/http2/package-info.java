/**
 * HTTP/2 on a connection, for senders that ask for it: the only room that knows Netty's codec for it.
 *
 * <pre>
 *   Attempt --&gt; StreamWriter --frames--&gt; FrameHandler (Netty) --&gt; SentFrames --&gt; TLS, WireWatch
 *      ^         RequestFrames, HeaderBlock   |
 *      +---- RequestStream &lt;---- Http2 &lt;------+   what arrives, by stream
 * </pre>
 */
@NullMarked
package io.flushpoint.internal.http2;

import org.jspecify.annotations.NullMarked;
