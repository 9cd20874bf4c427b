package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.RunningTime;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which deadline counts in which stage, and what it means that it has passed. Time here is virtual. */
class SendDeadlinesTest {
    private static final long STEP_MILLIS = 50;
    private static final SendRequest REQUEST = SendRequest.post("http://flushpoint.test/");

    private long now;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> told = new ArrayList<>();
    private SendStage stage = SendStage.QUEUED;
    private RunningTime runningTime;
    private Settlement settlement;
    private boolean throwing;
    private SendDeadlines deadlines;

    private SendDeadlines of(DeliveryLevel goal) {
        channel.freezeTime();
        Clocks clocks = new Clocks(() -> now, () -> 0);
        runningTime = new RunningTime(channel.eventLoop(), clocks, 500);
        SenderOptions options = SenderOptions.defaults()
                .sendDeadline(Duration.ofSeconds(10))
                .writeStall(Duration.ofSeconds(2))
                .answerDeadline(Duration.ofSeconds(5))
                .keptAfterWritten(Duration.ofSeconds(1));
        SendTerms terms = new SendTerms(
                options, runningTime, endpoint -> Optional.empty(), new Reporter(new Counters(), SenderListener.NONE));
        settlement = new Settlement(terms.reporter(), REQUEST, goal, null, new Progress(clocks));
        deadlines = new SendDeadlines(terms, new Owner());
        deadlines.sendBegins(REQUEST);
        return deadlines;
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatWaitsEndsWithTheSendsDeadlineAndNotBefore() {
        of(DeliveryLevel.WRITTEN).watch();
        pass(9_900);
        assertThat(told).isEmpty();
        pass(200);

        assertThat(told).containsExactly("DEADLINE_EXCEEDED REQUEST_UNFINISHED");
        assertThat(deadlines.isArmed()).isFalse();
    }

    @Test
    void whatIsWrittenPieceByPieceEndsWhenOneTakesTooLong() {
        of(DeliveryLevel.WRITTEN);
        stage = SendStage.WRITING;
        deadlines.pieceBegins();
        deadlines.watch();
        pass(1_900);
        deadlines.pieceBegins();
        pass(1_900);
        assertThat(told).isEmpty();
        pass(200);

        assertThat(told).containsExactly("WRITE_TIMEOUT REQUEST_UNFINISHED");
    }

    @Test
    void whatMakesProgressEndsWithTheSendsDeadlineAllTheSame() {
        of(DeliveryLevel.WRITTEN);
        stage = SendStage.WRITING;
        deadlines.watch();
        for (int i = 0; i < 9; i++) {
            deadlines.pieceBegins();
            pass(1_000);
        }
        deadlines.pieceBegins();
        assertThat(told).isEmpty();
        pass(1_100);

        assertThat(told).containsExactly("DEADLINE_EXCEEDED REQUEST_UNFINISHED");
    }

    @Test
    void anAnswerHasItsTimeOnceTheGoalIsReached() {
        of(DeliveryLevel.WRITTEN);
        pass(8_000);
        written();
        deadlines.watch();
        pass(4_900);
        assertThat(told).as("beyond the deadline of the send").isEmpty();
        pass(200);

        assertThat(told).containsExactly("ANSWER_TIMEOUT ANSWER_TIMEOUT");
    }

    @Test
    void anAnswerThatIsTheGoalMustComeWithinBoth() {
        of(DeliveryLevel.ANSWERED);
        pass(8_000);
        written();
        deadlines.watch();
        pass(1_900);
        assertThat(told).isEmpty();
        pass(200);

        assertThat(told).containsExactly("DEADLINE_EXCEEDED ANSWER_TIMEOUT");
    }

    @Test
    void aDepartureThatIsTheGoalEndsAloneWithTheSendsDeadline() {
        of(DeliveryLevel.SENT);
        pass(8_000);
        written();
        deadlines.watch();
        pass(2_100);

        assertThat(told).containsExactly("the send's deadline passed");
        assertThat(deadlines.isArmed()).as("for the answer").isTrue();
    }

    @Test
    void aDepartureThatIsNotKnownWhenTheAnswerIsEndsWithItsDeadline() {
        of(DeliveryLevel.SENT);
        written();
        settlement.reach(DeliveryLevel.SENT);
        settlement.watch(DeliveryLevel.ACKNOWLEDGED);
        settlement.answered();
        deadlines.watch();
        pass(5_100);

        assertThat(told).containsExactly("not known before the answer's deadline");
    }

    @Test
    void aDepartureThatIsAskedForAfterTheEndHasAsLong() {
        of(DeliveryLevel.WRITTEN);
        written();
        settlement.answered();
        stage = SendStage.ENDED;
        pass(20_000);
        settlement.watch(DeliveryLevel.SENT);
        deadlines.answerBegins();
        deadlines.watch();
        pass(4_900);
        assertThat(told).isEmpty();
        pass(200);

        assertThat(told).containsExactly("not known in time after it was asked for");
    }

    @Test
    void whatHasEndedHasNoDeadline() {
        of(DeliveryLevel.WRITTEN).watch();
        stage = SendStage.ENDED;
        deadlines.watch();

        assertThat(deadlines.isArmed()).isFalse();
    }

    @Test
    void aRequestIsKeptForAWhileAfterItIsWritten() {
        of(DeliveryLevel.WRITTEN);
        written();
        deadlines.keepBegins();
        deadlines.watch();
        pass(900);
        assertThat(told).isEmpty();
        pass(200);
        assertThat(told).containsExactly("let go");
        pass(4_100);

        assertThat(told).containsExactly("let go", "ANSWER_TIMEOUT ANSWER_TIMEOUT");
    }

    /** One that is written again is unwritten until it is, though its goal was reached before. */
    @ParameterizedTest
    @EnumSource(
            value = SendStage.class,
            names = {"QUEUED", "WRITING"})
    void whatIsTriedAgainAfterItsGoalEndsWithTheSendsDeadline(SendStage again) {
        of(DeliveryLevel.WRITTEN);
        written();
        pass(9_000);
        stage = again;
        deadlines.pieceBegins();
        deadlines.watch();
        pass(1_100);

        assertThat(told).containsExactly("DEADLINE_EXCEEDED REQUEST_UNFINISHED");
    }

    @Test
    void anEarlierDeadlineIsNotHeldUpByALaterOneAndALaterOneMovesNothing() {
        of(DeliveryLevel.WRITTEN).watch();
        long first = deadlines.due();
        written();
        deadlines.watch();
        assertThat(deadlines.due()).isEqualTo(TimeUnit.SECONDS.toNanos(5)).isLessThan(first);
        pass(1_000);
        deadlines.answerBegins();
        deadlines.watch();

        assertThat(deadlines.due()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void aStepThatFailedIsToldAgainInAMomentUntilItIsSettled() {
        IllegalStateException cause = new IllegalStateException("first");
        of(DeliveryLevel.WRITTEN).settling(cause);
        deadlines.lookAgain();
        pass(STEP_MILLIS);
        assertThat(told).isEmpty();
        pass(100);
        assertThat(told).containsExactly("failed: first");
        deadlines.settled();
        deadlines.watch();
        pass(9_900);

        assertThat(told).containsExactly("failed: first", "DEADLINE_EXCEEDED REQUEST_UNFINISHED");
    }

    @Test
    void whatIsThrownWhileADeadlinePassesIsAFailedStep() {
        of(DeliveryLevel.WRITTEN).watch();
        throwing = true;
        pass(10_100);

        assertThat(told).containsExactly("failed: by this test");
    }

    private void written() {
        stage = SendStage.WRITTEN;
        settlement.reach(DeliveryLevel.WRITTEN);
        deadlines.answerBegins();
    }

    /** In steps that are no freeze. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            now += TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
            channel.advanceTimeBy(STEP_MILLIS, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
            runningTime.now(); // as whatever runs on the loop asks
        }
    }

    private final class Owner implements SendDeadlines.Owner {
        @Override
        public SendStage stage() {
            return stage;
        }

        @Override
        public Settlement settlement() {
            return settlement;
        }

        @Override
        public void giveUp(Failure failure, String reason, RetireReason why) {
            if (throwing) {
                throw new IllegalStateException("by this test");
            }
            told.add(failure + " " + why);
            stage = SendStage.ENDED;
        }

        @Override
        public void departureDeadlinePassed(String reason) {
            told.add(reason);
            settlement.failKernelLevels(Failure.DEADLINE_EXCEEDED, reason);
            if (!settlement.levels().isOpen(DeliveryLevel.ANSWERED)) {
                stage = SendStage.ENDED;
            }
        }

        @Override
        public void letGoOfBody() {
            told.add("let go");
        }

        @Override
        public void stepFailed(Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }
    }
}
