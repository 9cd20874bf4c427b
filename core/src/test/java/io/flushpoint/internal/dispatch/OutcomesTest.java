package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a caller has of the sender's futures. */
class OutcomesTest {
    private final CompletableFuture<Receipt> own = new CompletableFuture<>();
    private final SendException failure = new SendFailure(
            Failure.CONNECTION_LOST, Phase.ANSWER, WireState.FULLY_WRITTEN, "lost", null, Receipt.empty());

    @Test
    void whatIsHandedOutEndsAsTheOwnOneDoes() {
        CompletableFuture<Receipt> reached = Outcomes.handOut(own).toCompletableFuture();
        assertThat(reached).isNotDone();
        own.complete(Receipt.empty());
        assertThat(reached).isCompletedWithValue(Receipt.empty());

        CompletableFuture<Receipt> failed = Outcomes.handOut(CompletableFuture.<Receipt>failedFuture(failure))
                .toCompletableFuture();
        assertThat(failed.handle((value, thrown) -> thrown)).isCompletedWithValue(failure);
    }

    @Test
    void whoCompletesWhatWasHandedOutCompletesItOnlyForHimself() {
        Outcomes.handOut(own).toCompletableFuture().complete(Receipt.empty());

        assertThat(own).isNotDone();
    }

    @Test
    void aFailureIsThrownAsItIsAndAnythingElseIsADefect() {
        assertThat(Outcomes.thrown(failure)).isSameAs(failure);
        assertThatIllegalStateException()
                .isThrownBy(() -> Outcomes.thrown(new IllegalArgumentException()))
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLogCallsAFailureByTheNameThatUsersKnow() {
        assertThat(failure)
                .hasToString("io.flushpoint.SendException: CONNECTION_LOST in ANSWER, FULLY_WRITTEN: lost")
                .hasMessage("CONNECTION_LOST in ANSWER, FULLY_WRITTEN: lost");
    }
}
