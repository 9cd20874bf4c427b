package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.clients.Witness;

/** Looks at the world on the hook's own thread, the first time it fires, and only then tells the one who waits. */
abstract class TrialWitness implements Witness {
    private final SingleWitness waiter;

    TrialWitness(SingleWitness waiter) {
        this.waiter = waiter;
    }

    /** On the hook's own thread; holds it up. */
    abstract void atHook();

    boolean fired() {
        return waiter.fired();
    }

    /** Whether nothing more is to come: a hook that is silent when the answer is here will stay so. */
    boolean finished() {
        return waiter.isOver();
    }

    @Override
    public void hook() {
        if (!waiter.fired()) {
            atHook();
            waiter.hook();
        }
    }

    @Override
    public void answered() {
        waiter.answered();
    }

    @Override
    public void failed(Throwable cause) {
        waiter.failed(cause);
    }
}
