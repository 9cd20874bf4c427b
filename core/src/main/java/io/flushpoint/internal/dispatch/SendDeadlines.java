package io.flushpoint.internal.dispatch;

import io.flushpoint.internal.connection.RunTime;

/**
 * The deadlines of one send, in running time, behind one that is armed. It is moved only when it would come too late: one
 * that comes early looks again, which costs less than moving it for every send that goes well.
 */
final class SendDeadlines extends RunTime.Deadline {
    private final PendingSend owner;
    private long send;
    private long stall;
    private long answer;

    SendDeadlines(RunTime runTime, PendingSend owner) {
        super(runTime);
        this.owner = owner;
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
        return runTime().now() - send >= 0;
    }

    boolean stallPassed() {
        return runTime().now() - stall >= 0;
    }

    boolean answerPassed() {
        return runTime().now() - answer >= 0;
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

    private void watch(long due) {
        if (!isArmed() || due() > due) {
            arm(due);
        }
    }

    @Override
    protected void passed() {
        owner.deadlinePassed();
    }
}
