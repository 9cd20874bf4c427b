package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Clocks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is settled when, and who is told of it, in which order. */
class SettlementTest {
    private static final SendRequest REQUEST =
            SendRequest.post("http://flushpoint.test/counters?key=s3cr3t").text("counters");

    private final List<String> told = new ArrayList<>();
    private final Progress progress = new Progress(new Clocks());
    private @Nullable SendRequest toldOf;
    private @Nullable SendException failed;

    private final SendCallback callback = new SendCallback() {
        @Override
        public void onSettled(Receipt receipt, @Nullable SendException failure) {
            told.add("callback " + (failure == null ? "reached" : failure.failure()));
            failed = failure;
        }

        @Override
        public void onReport(DeliveryReport report) {
            told.add("callback " + report.kind());
        }
    };

    private final SenderListener listener = new SenderListener() {
        @Override
        public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
            told.add("listener " + (failure == null ? "reached" : failure.failure()));
            toldOf = request;
        }

        @Override
        public void onReport(SendRequest request, DeliveryReport report) {
            told.add("listener " + report.kind());
            toldOf = request;
        }
    };

    @Test
    void theGoalIsToldOnceAndNoOtherLevel() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, callback, listener);
        assertThat(settlement.goalSettled()).isFalse();
        settlement.reach(DeliveryLevel.WRITTEN);
        settlement.reach(DeliveryLevel.WRITTEN);
        settlement.reach(DeliveryLevel.SENT);

        assertThat(told).containsExactly("callback reached", "listener reached");
        assertThat(settlement.goalSettled()).isTrue();
        assertThat(settlement.latest().level()).hasValue(DeliveryLevel.SENT);
        assertThat(settlement.levels().isReached(DeliveryLevel.SENT)).isTrue();
    }

    @Test
    void theAnswerIsReportedOnceAndReachesItsLevel() {
        Settlement settlement = settlement(DeliveryLevel.ANSWERED, callback, listener);
        progress.written(116);
        settlement.reach(DeliveryLevel.WRITTEN);
        progress.answered(204);
        settlement.answered();
        settlement.answered();
        settlement.end(Failure.CONNECTION_LOST, Phase.ANSWER, "late", null);

        assertThat(told)
                .containsExactly("callback reached", "listener reached", "callback ANSWERED", "listener ANSWERED");
        assertThat(settlement.latest().status()).hasValue(204);
        assertThat(settlement.levels().isReached(DeliveryLevel.ANSWERED)).isTrue();
        assertThat(settlement.latest().timings().answered()).isPresent();
        assertThat(settlement.levels().failure(DeliveryLevel.SENT)).isNotNull();
    }

    @Test
    void theReportIsThereBeforeTheLevelItComesWith() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, null, SenderListener.NONE);
        progress.written(116);
        List<Boolean> known = new ArrayList<>();
        settlement
                .levels()
                .future(DeliveryLevel.ANSWERED)
                .thenAccept(
                        receipt -> known.add(settlement.levels().reportFuture().isDone()));
        settlement.answered();

        assertThat(known).containsExactly(true);
    }

    @Test
    void whatEndsUnwrittenHasNoReport() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, callback, listener);
        settlement.end(Failure.CONNECT_FAILED, Phase.CONNECT, "refused", null);

        assertThat(told).containsExactly("callback CONNECT_FAILED", "listener CONNECT_FAILED");
        assertThat(settlement.levels().reportFuture()).isNotDone();
        for (DeliveryLevel level : DeliveryLevel.values()) {
            assertThat(settlement.levels().failure(level)).isSameAs(failed);
        }
    }

    @Test
    void aFailureNamesMethodAndEndpointAndNoQuery() {
        Throwable cause = new IllegalStateException();
        settlement(DeliveryLevel.WRITTEN, callback, listener)
                .end(Failure.CONNECT_FAILED, Phase.CONNECT, "refused", cause);

        assertThat(failed)
                .hasMessage("CONNECT_FAILED in CONNECT, NOTHING_WRITTEN: refused (POST http://flushpoint.test:80)")
                .hasCause(cause);
    }

    @Test
    void whatEndsWrittenIsReportedAfterItsLevelsFail() {
        Settlement settlement = settlement(DeliveryLevel.ANSWERED, callback, listener);
        progress.written(116);
        settlement.reach(DeliveryLevel.WRITTEN);
        assertThat(settlement.isHeard()).isFalse();
        settlement.heard();
        assertThat(settlement.isHeard()).isTrue();
        settlement.end(Failure.CONNECTION_LOST, Phase.ANSWER, "reset", null);

        assertThat(told)
                .containsExactly(
                        "callback CONNECTION_LOST", "listener CONNECTION_LOST", "callback LOST", "listener LOST");
        assertThat(failed.wireState()).isEqualTo(WireState.FULLY_WRITTEN);
        DeliveryReport report = settlement.levels().reportFuture().join();
        assertThat(report.heard()).isTrue();
        assertThat(report.reason()).hasValue("reset");
        assertThat(settlement.levels().isReached(DeliveryLevel.WRITTEN)).isTrue();
    }

    /** Such as one that the peer has proven not to have processed, and that was not written again. */
    @Test
    void whatWasWrittenOnceIsReportedThoughItStartedOver() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, null, SenderListener.NONE);
        progress.written(116);
        settlement.reach(DeliveryLevel.WRITTEN);
        progress.startsOver();
        settlement.end(Failure.UNPROCESSED, Phase.QUEUE, "refused", null);

        assertThat(settlement.levels().reportFuture()).isDone();
        assertThat(settlement.levels().reportFuture().join().heard()).isFalse();
    }

    @Test
    void aRefusalFailsEveryLevelAndIsToldWhenItIsAskedToBe() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, callback, listener);
        assertThat(settlement.refuse(Failure.QUEUE_FULL, "full", null)).isTrue();
        assertThat(told).isEmpty();
        for (DeliveryLevel level : DeliveryLevel.values()) {
            assertThat(settlement.levels().isOpen(level)).isFalse();
        }
        assertThat(settlement.goalSettled()).isTrue();
        settlement.tellRefusal();

        assertThat(told).containsExactly("callback QUEUE_FULL", "listener QUEUE_FULL");
    }

    @Test
    void aRefusalThatCannotBeToldIsThrownOnlyIfACallbackWouldWaitForIt() {
        Settlement withCallback = settlement(DeliveryLevel.WRITTEN, callback, SenderListener.NONE);
        Settlement without = settlement(DeliveryLevel.WRITTEN, null, SenderListener.NONE);
        assertThat(withCallback.refuse(Failure.QUEUE_FULL, "full", null)).isTrue();
        assertThat(without.refuse(Failure.QUEUE_FULL, "full", null))
                .as("somebody to tell")
                .isFalse();

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(withCallback::leaveRefusalUntold)
                .withMessageContaining("REFUSALS_WAITING")
                .withCauseInstanceOf(SendException.class);
        without.leaveRefusalUntold();
        assertThat(told).isEmpty();
    }

    @Test
    void theListenerIsToldOfARequestThatIsWrittenWithoutItsBody() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, null, listener);
        settlement.letGoOfBody();
        settlement.reach(DeliveryLevel.WRITTEN);

        assertThat(toldOf.body()).isNotEqualTo(REQUEST.body());
        assertThat(toldOf.endpoint()).isEqualTo(settlement.endpoint()).isEqualTo(REQUEST.endpoint());
    }

    // ---- the kernel's levels ----

    @ParameterizedTest
    @EnumSource(DeliveryLevel.class)
    void theGoalSaysUpToWhereTheKernelIsWatched(DeliveryLevel goal) {
        Settlement settlement = settlement(goal, null, SenderListener.NONE);
        boolean kernels = goal == DeliveryLevel.SENT || goal == DeliveryLevel.ACKNOWLEDGED;

        assertThat(Settlement.isKernelLevel(goal)).isEqualTo(kernels);
        assertThat(settlement.goal()).isEqualTo(goal);
        assertThat(settlement.watched()).isEqualTo(kernels ? goal : null);
        assertThat(settlement.isDeparting()).isEqualTo(kernels);
        assertThat(settlement.watchesFromTheStart(DeliveryLevel.SENT)).isEqualTo(kernels);
        assertThat(settlement.watchesFromTheStart(DeliveryLevel.ACKNOWLEDGED))
                .isEqualTo(goal == DeliveryLevel.ACKNOWLEDGED);
        assertThat(settlement.watchesFromTheStart(goal)).isTrue();
    }

    @Test
    void theKernelIsWatchedUpToTheHighestLevelThatIsWanted() {
        Settlement settlement = settlement(DeliveryLevel.WRITTEN, null, SenderListener.NONE);
        settlement.watch(DeliveryLevel.SENT);
        assertThat(settlement.watched()).isEqualTo(DeliveryLevel.SENT);
        settlement.watch(DeliveryLevel.ACKNOWLEDGED);
        settlement.watch(DeliveryLevel.SENT);
        assertThat(settlement.watched()).isEqualTo(DeliveryLevel.ACKNOWLEDGED);
        assertThat(settlement.kernelPhase()).isEqualTo(Phase.SEND);
        settlement.reach(DeliveryLevel.SENT);
        assertThat(settlement.kernelPhase()).isEqualTo(Phase.ACKNOWLEDGE);
        assertThat(settlement.isDeparting()).isTrue();
        settlement.reach(DeliveryLevel.ACKNOWLEDGED);
        assertThat(settlement.isDeparting()).isFalse();
    }

    @Test
    void theKernelsLevelsFailAloneAndOnlyThoseThatAreOpen() {
        Settlement settlement = settlement(DeliveryLevel.ACKNOWLEDGED, callback, SenderListener.NONE);
        settlement.reach(DeliveryLevel.SENT);
        settlement.failKernelLevels(Failure.DEADLINE_EXCEEDED, "too late");

        assertThat(told).containsExactly("callback DEADLINE_EXCEEDED");
        assertThat(failed.phase()).isEqualTo(Phase.ACKNOWLEDGE);
        assertThat(settlement.levels().isReached(DeliveryLevel.SENT)).isTrue();
        assertThat(settlement.levels().isOpen(DeliveryLevel.WRITTEN)).isTrue();
        assertThat(settlement.levels().isOpen(DeliveryLevel.ANSWERED)).isTrue();
    }

    // ---- what is kept of the answer ----

    @Test
    void somethingIsKeptOnlyIfTheRequestAsksForItAndSomebodyHoldsTheDelivery() {
        SendRequest headers = REQUEST.keepHeaders("ETag");
        SendRequest content = REQUEST.keepErrorContent(10);

        assertThat(settlement(REQUEST, null).keeper()).isNull();
        assertThat(settlement(headers, null).keeper()).isNotNull();
        assertThat(settlement(content, null).keeper()).isNotNull();
        assertThat(settlement(headers, callback).keeper()).isNull();
    }

    @Test
    void whatIsRefusedOrEndsKeepsNothingMore() {
        SendRequest headers = REQUEST.keepHeaders("ETag");
        Settlement refused = settlement(headers, null);
        refused.refuse(Failure.QUEUE_FULL, "full", null);
        Settlement ended = settlement(headers, null);
        ended.end(Failure.CONNECT_FAILED, Phase.CONNECT, "refused", null);

        for (Settlement settlement : List.of(refused, ended)) {
            assertThat(settlement.keeper().told()).isDone();
            assertThat(settlement.keeper().told().join().isWhole()).isFalse();
        }
    }

    private Settlement settlement(SendRequest request, @Nullable SendCallback of) {
        return new Settlement(
                new Reporter(new Counters(), SenderListener.NONE), request, DeliveryLevel.WRITTEN, of, progress);
    }

    private Settlement settlement(DeliveryLevel goal, @Nullable SendCallback of, SenderListener listening) {
        return new Settlement(new Reporter(new Counters(), listening), REQUEST, goal, of, progress);
    }
}
