package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one opening: which it is in, what they took, the deadline of the current one, and that it ends once. What goes
 * wrong within a step fails the opening.
 */
final class OpeningSteps {
    private final EventLoop loop;
    private final RunningTime runningTime;
    private final Consumer<OpeningFailure> onFailed;
    private final Clocks.Moment began = new Clocks.Moment();
    private int pausesWhenBegan;
    private Phase phase = Phase.RESOLVE;
    private long started;
    private OpeningTimes times = OpeningTimes.NONE;
    private RunningTime.@Nullable Deadline deadline;
    private boolean over;

    /** {@code onFailed} is called once, unless the opening {@link #succeeds}. */
    OpeningSteps(EventLoop loop, RunningTime runningTime, Consumer<OpeningFailure> onFailed) {
        this.loop = loop;
        this.runningTime = runningTime;
        this.onFailed = onFailed;
    }

    /** The loop on which they run. */
    EventLoop loop() {
        return loop;
    }

    Phase phase() {
        return phase;
    }

    /** When the opening began. */
    Clocks.Moment began() {
        return began;
    }

    /** How many pauses there had been when the opening began. */
    int pausesWhenBegan() {
        return pausesWhenBegan;
    }

    /** What the steps took until now. */
    OpeningTimes times() {
        return times;
    }

    boolean isOver() {
        return over;
    }

    /** The opening begins, with its first step. */
    void beginWith(Phase first) {
        began.take(runningTime.clocks());
        pausesWhenBegan = runningTime.pauses();
        begin(first);
    }

    /** The next step begins. */
    void begin(Phase next) {
        phase = next;
        started = runningTime.clocks().now();
    }

    /** The current step took as long as it did until now. */
    void took() {
        long nanos = runningTime.clocks().now() - started;
        // no switch: a process without descriptors may not be able to load the class that javac makes for it
        if (phase == Phase.RESOLVE) {
            times = times.withResolve(nanos);
        } else if (phase == Phase.CONNECT) {
            times = times.withConnect(nanos);
        } else if (phase == Phase.PROXY) {
            times = times.withTunnel(nanos);
        } else {
            times = times.withTls(nanos);
        }
    }

    /** When so much running time will have passed. */
    long due(long millis) {
        return runningTime.now() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** How much running time is left until then; below zero if it has passed. */
    long millisUntil(long due) {
        return TimeUnit.NANOSECONDS.toMillis(due - runningTime.now());
    }

    /** One that is armed beside that of the step, and runs {@code onTimeout} within it. */
    RunningTime.Deadline deadline(Runnable onTimeout) {
        return runningTime.deadline(() -> run(onTimeout));
    }

    /** Runs {@code onTimeout} once so much running time has passed, in place of any other deadline. */
    void arm(long millis, Runnable onTimeout) {
        disarm();
        deadline = runningTime.after(millis, () -> run(onTimeout));
    }

    void disarm() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    /** What goes wrong within a step fails the opening at once and with its cause: nobody else would tell of it. */
    void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable unforeseen) {
            if (over) {
                throw unforeseen;
            }
            fail(failureOfPhase(), Causes.innermost(unforeseen), unforeseen);
        }
    }

    /** No switch, as in {@link #took}. */
    private Failure failureOfPhase() {
        if (phase == Phase.RESOLVE) {
            return Failure.UNRESOLVED_HOST;
        }
        if (phase == Phase.CONNECT) {
            return Failure.CONNECT_FAILED;
        }
        return phase == Phase.PROXY ? Failure.PROXY_FAILED : Failure.TLS_FAILED;
    }

    /** Continues on the loop, without a hop if the result is there. */
    <T> void runWhenDone(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        BiConsumer<@Nullable T, @Nullable Throwable> asStep =
                (value, failure) -> run(() -> next.accept(value, failure));
        if (future.isDone()) {
            future.whenComplete(asStep);
        } else {
            future.whenComplete((value, failure) -> loop.execute(() -> asStep.accept(value, failure)));
        }
    }

    /** The opening failed in the current step. */
    void fail(Failure failure, String message, @Nullable Throwable cause) {
        if (!over) {
            fail(failureSoFar(failure, message, cause));
        }
    }

    void fail(OpeningFailure failure) {
        if (!over) {
            over = true;
            onFailed.accept(failure);
        }
    }

    /** What a failure in the current step, which took as long as it did until now, is told by. */
    OpeningFailure failureSoFar(Failure failure, String message, @Nullable Throwable cause) {
        took();
        return failure(failure, message, cause);
    }

    private OpeningFailure failure(Failure failure, String message, @Nullable Throwable cause) {
        return new OpeningFailure(failure, phase, message, cause, times);
    }

    /** The opening ends well, unless it has ended. Whether it does. */
    boolean succeeds() {
        boolean does = !over;
        over = true;
        return does;
    }
}
