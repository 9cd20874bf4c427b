package io.flushpoint.lambda;

import java.util.ArrayList;
import java.util.List;

/** The invocations that are open now: one in a function that Lambda freezes, one per handler thread elsewhere. */
final class OpenInvocations {
    private final List<Invocation> open = new ArrayList<>();

    synchronized void add(Invocation invocation) {
        open.add(invocation);
    }

    synchronized void remove(Invocation invocation) {
        open.remove(invocation);
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    synchronized Invocation ofCaller() {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).begunByCaller()) {
                return open.get(i);
            }
        }
        if (open.size() == 1) {
            return open.get(0);
        }
        throw new IllegalStateException(
                open.isEmpty()
                        ? "no invocation is open: begin one, or wrap the handler"
                        : open.size()
                                + " invocations are open and this thread began none: send through the invocation");
    }
}
