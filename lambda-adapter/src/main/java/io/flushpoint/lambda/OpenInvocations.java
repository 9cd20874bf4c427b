package io.flushpoint.lambda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The invocations that are open now: one in a function that Lambda freezes, one per handler thread elsewhere. */
final class OpenInvocations {
    private final List<Invocation> open = new ArrayList<>();

    /** By the thread that runs a task of an invocation, for as long as it does. */
    private final Map<Thread, Invocation> lent = new ConcurrentHashMap<>();

    synchronized void add(Invocation invocation) {
        open.add(invocation);
    }

    synchronized void remove(Invocation invocation) {
        open.remove(invocation);
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    /** Runs a task whose sends are the invocation's. */
    void during(Invocation invocation, Runnable task) {
        Thread current = Thread.currentThread();
        Invocation before = lent.put(current, invocation);
        try {
            task.run();
        } finally {
            if (before == null) {
                lent.remove(current);
            } else {
                lent.put(current, before);
            }
        }
    }

    /**
     * The one whose task the caller runs, else the last one that it began, else the only one there is; null if that
     * leaves none, or several.
     */
    @Nullable
    Invocation ofCaller() {
        Invocation lentToCaller = lent.get(Thread.currentThread());
        return lentToCaller == null ? begunByCaller() : lentToCaller;
    }

    private synchronized @Nullable Invocation begunByCaller() {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).begunByCaller()) {
                return open.get(i);
            }
        }
        return open.size() == 1 ? open.get(0) : null;
    }

    /** Why a send has no invocation. */
    synchronized String whyNone() {
        return open.isEmpty()
                ? "no invocation is open: begin one, or wrap the handler"
                : open.size() + " invocations are open and this thread began none: send through the invocation, or wrap"
                        + " the task or executor with it";
    }
}
