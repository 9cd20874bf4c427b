package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.internal.connection.Clocks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be sent again after a first attempt. */
class RetryRuleTest {
    private static final SendRequest ONCE =
            SendRequest.post("http://flushpoint.test/").text("counters");
    private static final SendRequest REPLAYABLE = ONCE.replayable();
    private static final Flow.Publisher<ByteBuffer> PUBLISHER = subscriber -> {};

    private final Progress progress = new Progress(new Clocks());

    @ParameterizedTest
    @EnumSource(value = Failure.class, mode = EnumSource.Mode.EXCLUDE, names = "SENDER_CLOSED")
    void whatIsUntouchedMayBeSentAgain(Failure failure) {
        assertThat(RetryRule.maySendAgain(ONCE, progress, failure, true, true)).isTrue();
        assertThat(RetryRule.maySendAgain(ONCE, progress, failure, true, false)).isTrue();
    }

    @Test
    void nothingIsSentAgainByASenderThatCloses() {
        assertThat(RetryRule.maySendAgain(REPLAYABLE, progress, Failure.SENDER_CLOSED, true, true))
                .isFalse();
    }

    @Test
    void whatIsPartlyWrittenMayBeSentAgainOnlyIfItIsReplayableAndUnheard() {
        progress.firstByteWritten();

        assertThat(RetryRule.maySendAgain(ONCE, progress, Failure.CONNECTION_LOST, false, true))
                .isFalse();
        assertThat(RetryRule.maySendAgain(REPLAYABLE, progress, Failure.CONNECTION_LOST, false, true))
                .isTrue();
        assertThat(RetryRule.maySendAgain(REPLAYABLE, progress, Failure.CONNECTION_LOST, false, false))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"PROTOCOL_ERROR", "STREAM_RESET"})
    void whatThePeerHasSeenIsNotSentAgain(Failure failure) {
        progress.firstByteWritten();

        assertThat(RetryRule.maySendAgain(REPLAYABLE, progress, failure, false, true))
                .isFalse();
    }

    @Test
    void whatIsWrittenIsNotSentAgain() {
        progress.written(116);

        assertThat(RetryRule.maySendAgain(REPLAYABLE, progress, Failure.CONNECTION_LOST, false, true))
                .isFalse();
        assertThat(RetryRule.maySendAgain(REPLAYABLE, progress, Failure.CONNECTION_LOST, true, true))
                .isFalse();
    }

    @Test
    void whatIsProvenUnprocessedMayBeSentAgainUnlessItsBytesMayBeThereOnlyOnce() {
        progress.written(116);
        SendRequest streamed = ONCE.body(Body.stream(PUBLISHER));
        SendRequest file = ONCE.body(Body.file(Path.of("counters")));

        assertThat(mayAfterProof(ONCE, false)).isTrue();
        assertThat(mayAfterProof(file, false)).isTrue();
        assertThat(mayAfterProof(file.gzip(), false)).isTrue();
        assertThat(mayAfterProof(streamed, false)).isFalse();
        assertThat(mayAfterProof(streamed.gzip(), false)).isFalse();
        assertThat(mayAfterProof(streamed.gzip(), true)).isTrue();
        assertThat(mayAfterProof(streamed.replayable(), false)).isTrue();
    }

    private boolean mayAfterProof(SendRequest request, boolean untouched) {
        return RetryRule.maySendAgain(request, progress, Failure.UNPROCESSED, untouched, false);
    }
}
