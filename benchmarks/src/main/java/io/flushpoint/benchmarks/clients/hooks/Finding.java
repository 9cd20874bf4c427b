package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.Hook;

/**
 * What the kit found out about one hook of one client.
 *
 * @param heldPeer experiment A
 * @param stalledHook experiment B
 * @param copies experiment C, which is the same for all hooks of a client
 */
record Finding(String client, Hook hook, HookVerdict heldPeer, HookVerdict stalledHook, Copies copies) {
    /** Whether the hook fires after the write, by both experiments. */
    HookVerdict verdict() {
        return heldPeer.and(stalledHook);
    }

    /** How often a request posted once arrived at a server that read it and closed without an answer. */
    record Copies(long fresh, long reused) {}
}
