package io.flushpoint.internal.dispatch;

import io.flushpoint.internal.connection.RunTime;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one send, in running time, behind one timer. The timer is moved only when it would come too late: one
 * that comes early looks again, which costs less than cancelling it for every send that goes well.
 */
final class SendDeadlines {
    private final RunTime runTime;
    private final Runnable onTimer;
    private RunTime.@Nullable Deadline timer;
    private long send;
    private long stall;
    private long answer;

    SendDeadlines(RunTime runTime, Runnable onTimer) {
        this.runTime = runTime;
        this.onTimer = onTimer;
    }

    /** The whole send, up to its goal. */
    void send(long due) {
        send = due;
    }

    /** The next piece of the request. */
    void stall(long due) {
        stall = due;
    }

    /** The final response head. */
    void answer(long due) {
        answer = due;
    }

    boolean sendPassed() {
        return runTime.now() - send >= 0;
    }

    boolean stallPassed() {
        return runTime.now() - stall >= 0;
    }

    boolean answerPassed() {
        return runTime.now() - answer >= 0;
    }

    void watchSend() {
        watch(send);
    }

    void watchSendAndStall() {
        watch(Math.min(send, stall));
    }

    void watchAnswer(boolean sendToo) {
        watch(sendToo ? Math.min(send, answer) : answer);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void watch(long due) {
        if (timer == null || timer.due() > due) {
            stop();
            timer = runTime.at(due, () -> {
                timer = null;
                onTimer.run();
            });
        }
    }
}
