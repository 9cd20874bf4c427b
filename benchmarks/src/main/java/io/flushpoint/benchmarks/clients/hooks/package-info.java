/**
 * The hook truth kit: does a client's hook fire after the request was written, and how often does a request arrive that
 * was posted once? No clock of one process is compared with one of another: a hook is judged by what the server has at
 * that moment.
 *
 * <pre>
 *   HooksCommand --for each client--&gt; Trial --for each hook--&gt; HeldPeer (A), StalledHook (B) --&gt; Finding --&gt; FindingTable
 *                                       +---for each client--&gt; Copies (C) -------------------------^          FindingJson
 * </pre>
 */
@NullMarked
package io.flushpoint.benchmarks.clients.hooks;

import org.jspecify.annotations.NullMarked;
