/**
 * The sink: the server of the benchmarks, a process of its own, so that it shares neither heap, compiler nor collector
 * with what is measured. It answers each request at once, without a body, unless told otherwise; over HTTP/1.1 or HTTP/2, as
 * the client begins.
 *
 * <pre>
 *   Sink (here)  --standard input: mode ANSWER | HOLD | DROP, count--&gt;  SinkMain (child)  --thread each--&gt; SinkConnection
 *                &lt;--standard output: one line each---------------------                                     SinkHttp1 or SinkHttp2
 * </pre>
 */
@NullMarked
package io.flushpoint.benchmarks.clients.sink;

import org.jspecify.annotations.NullMarked;
