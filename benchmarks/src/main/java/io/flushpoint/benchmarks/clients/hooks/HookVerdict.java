package io.flushpoint.benchmarks.clients.hooks;

/** What an experiment says about a hook. */
enum HookVerdict {
    /** The hook fired when the request had been written. */
    AFTER,
    /** The hook fired when it had not. */
    BEFORE,
    /** The hook did not fire at all, and the post was answered or failed. */
    NEVER;

    /** What two experiments say together: each catches lies that the other can't. */
    HookVerdict and(HookVerdict other) {
        if (this == NEVER || other == NEVER) {
            return NEVER;
        }
        return this == BEFORE ? BEFORE : other;
    }
}
