package io.flushpoint.benchmarks.lab.law;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.WireState;
import org.junit.jupiter.api.Test;

/** A law that cannot be broken is worth nothing: each offence is planted, and found. */
class LawTest {
    private final History history = new History();

    private void delivered(String send) {
        history.asked(send, "invocation");
        history.received(send);
        history.seen(send, 1);
        history.reached(send);
    }

    private Verdict verdict() {
        return Law.judge(history, DeliveryLevel.SENT);
    }

    @Test
    void holdsWhenEverySendWasSeenOnce() {
        delivered("a");
        delivered("b");
        history.late("b", "invocation", DeliveryReport.Kind.ANSWERED);

        assertThat(verdict().holds()).isTrue();
        assertThat(verdict().sends()).isEqualTo(2);
        assertThat(verdict().seen()).isEqualTo(2);
    }

    @Test
    void aSuccessThatNobodySawIsAnUnexplainedLoss() {
        delivered("a");
        history.asked("b", "invocation");
        history.reached("b");

        assertThat(history.openQuestions()).isEqualTo(1);
        assertThat(verdict().unexplainedLoss()).isEqualTo(1);
        assertThat(verdict().offences().get(Offence.UNEXPLAINED_LOSS)).containsExactly("b");
        assertThat(verdict().holds()).isFalse();
    }

    @Test
    void anAnswerDoesNotExplainALoss() {
        history.asked("a", "invocation");
        history.reached("a");
        history.late("a", "invocation", DeliveryReport.Kind.ANSWERED);

        assertThat(verdict().unexplainedLoss()).isEqualTo(1);
        assertThat(verdict().count(Offence.INVENTED_ANSWER)).isEqualTo(1);
    }

    @Test
    void aLossThatWasReportedIsNone() {
        history.asked("failed", "invocation");
        history.failed("failed", "invocation", WireState.NOTHING_WRITTEN);
        history.asked("lost", "invocation");
        history.reached("lost");
        history.late("lost", "invocation", DeliveryReport.Kind.LOST);
        history.asked("unknown", "invocation");
        history.reached("unknown");
        history.late("unknown", "invocation", DeliveryReport.Kind.UNKNOWN);

        assertThat(verdict().holds()).isTrue();
        assertThat(verdict().reportedFailures()).isEqualTo(1);
        assertThat(verdict().lateLost()).isEqualTo(2);
    }

    @Test
    void aSendThatWasSeenTwiceIsADuplicate() {
        delivered("a");
        history.received("a");
        history.seen("a", 2);
        history.seen("a", 3);

        assertThat(verdict().duplicates()).isEqualTo(2);
        assertThat(verdict().count(Offence.DUPLICATE)).isEqualTo(1);
        assertThat(verdict().holds()).isFalse();
        assertThat(history.firstSeenNanos("a")).isEqualTo(1);
    }

    @Test
    void anAcknowledgedSuccessMustBeAtThePeersTcp() {
        history.asked("a", "invocation");
        history.reached("a");
        history.late("a", "invocation", DeliveryReport.Kind.LOST);
        history.asked("received", "invocation");
        history.received("received");
        history.reached("received");
        history.late("received", "invocation", DeliveryReport.Kind.LOST);

        Verdict verdict = Law.judge(history, DeliveryLevel.ACKNOWLEDGED);

        assertThat(verdict.offences().get(Offence.MISSING_AT_PEER)).containsExactly("a");
        assertThat(verdict().holds()).as("at SENT").isTrue();
    }

    @Test
    void whatWasSeenWasWritten() {
        for (WireState state : WireState.values()) {
            String send = state.name();
            history.asked(send, "invocation");
            history.received(send);
            history.seen(send, 1);
            history.failed(send, "invocation", state);
        }

        assertThat(verdict().offences().get(Offence.FALSE_WIRE_STATE))
                .containsExactly("NOTHING_WRITTEN", "PARTLY_WRITTEN");
    }

    @Test
    void reportsBelongToTheInvocationThatMadeTheSend() {
        history.asked("a", "invocation");
        history.failed("a", "another", WireState.FULLY_WRITTEN);
        delivered("b");
        history.late("b", "another", DeliveryReport.Kind.ANSWERED);

        assertThat(verdict().offences().get(Offence.WRONG_INVOCATION)).containsExactly("a", "b");
    }

    @Test
    void silenceAndContradictionAreOffencesEvenWhenTheSendWasSeen() {
        history.asked("silent", "invocation");
        history.seen("silent", 1);
        delivered("both");
        history.failed("both", "invocation", WireState.FULLY_WRITTEN);

        assertThat(verdict().offences().get(Offence.SILENCE)).containsExactly("silent");
        assertThat(verdict().offences().get(Offence.CONTRADICTION)).containsExactly("both");
    }

    @Test
    void whatNobodyAskedForIsAnOffence() {
        history.seen("stranger", 1);

        assertThat(verdict().offences().get(Offence.STRANGER)).containsExactly("stranger");
    }
}
