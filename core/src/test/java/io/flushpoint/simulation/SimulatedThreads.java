package io.flushpoint.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that may block, in virtual time: what they are given is done after a while, or never, or is refused. */
final class SimulatedThreads extends ThreadPoolExecutor {
    private final VirtualTime time;
    private final Choices choices;
    private final Network network;
    private final Set<Runnable> waiting = new HashSet<>();
    private final boolean trouble;
    private boolean ended;

    /** {@code trouble} is whether work may be refused, or hang. */
    SimulatedThreads(VirtualTime time, Choices choices, Network network, boolean trouble) {
        super(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        this.time = time;
        this.choices = choices;
        this.network = network;
        this.trouble = trouble;
    }

    @Override
    public void execute(Runnable work) {
        if (ended || (trouble && choices.oneIn(30))) {
            throw new RejectedExecutionException(ended ? "the sender is closed" : "a simulated refusal");
        }
        if (trouble && choices.oneIn(30)) {
            return; // it hangs
        }
        waiting.add(work);
        time.after(choices.nanosUpTo(500_000_000), () -> {
            if (waiting.remove(work) && !ended) {
                work.run();
                network.wake();
            }
        });
    }

    @Override
    public boolean remove(Runnable work) {
        return waiting.remove(work);
    }

    @Override
    public List<Runnable> shutdownNow() {
        ended = true;
        waiting.clear();
        return super.shutdownNow();
    }
}
