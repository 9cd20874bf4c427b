package io.flushpoint.benchmarks.lab;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A request of an environment that the emulator holds until it has something to hand out. */
final class Poll {
    private final long arrivedNanos;
    private final CompletableFuture<LabResponse> response = new CompletableFuture<>();
    private volatile long handedOutNanos;

    Poll(long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
    }

    /** When its last byte was read. */
    long arrivedNanos() {
        return arrivedNanos;
    }

    /** When it was answered, as far as the emulator can tell: before the bytes are written. */
    long handedOutNanos() {
        return handedOutNanos;
    }

    /** Answers it. */
    void answer(LabResponse answer) {
        response.complete(answer);
    }

    /** Waits for the answer, on the thread of the connection. */
    LabResponse await() throws InterruptedException {
        try {
            LabResponse answer = response.get();
            handedOutNanos = System.nanoTime();
            return answer;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
