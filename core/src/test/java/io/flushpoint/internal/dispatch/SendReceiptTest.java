package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxy;
import io.flushpoint.Receipt;
import io.flushpoint.internal.connection.OpeningTimes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receipt and a report say, and what they leave out. */
class SendReceiptTest {
    private static final Set<Failure> LOSSES =
            EnumSet.of(Failure.CONNECTION_LOST, Failure.PROTOCOL_ERROR, Failure.STREAM_RESET, Failure.UNPROCESSED);

    private final SendTimings timings = new SendTimings(1, new OpeningTimes(2, 3, 4, 5), 6, 7, 8, 9);
    private final SendReceipt full = new SendReceipt(
            DeliveryLevel.ANSWERED,
            116,
            timings,
            3,
            Proxy.http("proxy.test", 3128),
            HttpProtocol.HTTP_2,
            7,
            true,
            2,
            204);
    private final SendReceipt none =
            new SendReceipt(null, 0, SendTimings.of(OpeningTimes.NONE), 0, null, null, 0, false, 0, 0);

    @Test
    void whatIsKnownIsTold() {
        assertThat(full.level()).hasValue(DeliveryLevel.ANSWERED);
        assertThat(full.connection()).hasValue(3);
        assertThat(full.proxy()).hasValue("http://proxy.test:3128");
        assertThat(full.protocol()).hasValue(HttpProtocol.HTTP_2);
        assertThat(full.stream()).hasValue(7);
        assertThat(full.status()).hasValue(204);
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        assertThat(none.level()).isEmpty();
        assertThat(none.connection()).isEmpty();
        assertThat(none.proxy()).isEmpty();
        assertThat(none.protocol()).isEmpty();
        assertThat(none.stream()).isEmpty();
        assertThat(none.status()).isEmpty();
    }

    @Test
    void theTimeLineTellsEachStageThatWasPassed() {
        assertThat(timings.queued()).hasValue(Duration.ofNanos(1));
        assertThat(timings.resolve()).hasValue(Duration.ofNanos(2));
        assertThat(timings.connect()).hasValue(Duration.ofNanos(3));
        assertThat(timings.tunnel()).hasValue(Duration.ofNanos(4));
        assertThat(timings.tls()).hasValue(Duration.ofNanos(5));
        assertThat(timings.written()).hasValue(Duration.ofNanos(6));
        assertThat(timings.sent()).hasValue(Duration.ofNanos(7));
        assertThat(timings.acknowledged()).hasValue(Duration.ofNanos(8));
        assertThat(timings.answered()).hasValue(Duration.ofNanos(9));
        assertThat(timings)
                .hasToString("[queued=PT0.000000001S, resolve=PT0.000000002S, connect=PT0.000000003S,"
                        + " tunnel=PT0.000000004S, tls=PT0.000000005S, written=PT0.000000006S,"
                        + " sent=PT0.000000007S, acknowledged=PT0.000000008S, answered=PT0.000000009S]");
    }

    @Test
    void theTimeLineOfAConnectionThatWasOpenedForNoSendIsItsOpening() {
        Receipt.Timings opened = SendTimings.of(new OpeningTimes(2, 3, -1, -1));

        assertThat(opened.resolve()).hasValue(Duration.ofNanos(2));
        assertThat(opened.tunnel()).isEmpty();
        assertThat(opened.queued()).isEmpty();
        assertThat(opened.written()).isEmpty();
        assertThat(opened.sent()).isEmpty();
        assertThat(opened.acknowledged()).isEmpty();
        assertThat(opened.answered()).isEmpty();
    }

    @Test
    void theReportOfAnAnswerHasItsStatusAndNoFailure() {
        SendReport report = SendReport.answered(full);

        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(report.status()).hasValue(204);
        assertThat(report.heard()).isTrue();
        assertThat(report.failure()).isEmpty();
        assertThat(report.reason()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void whatIsLostWithItsConnectionOrStreamIsLostAndAnythingElseIsUnknown(Failure failure) {
        SendReport report = SendReport.unanswered(failure, "why", false, full);

        assertThat(report.kind())
                .isEqualTo(LOSSES.contains(failure) ? DeliveryReport.Kind.LOST : DeliveryReport.Kind.UNKNOWN);
        assertThat(report.status()).isEmpty();
        assertThat(report.heard()).isFalse();
        assertThat(report.failure()).hasValue(failure);
        assertThat(report.reason()).hasValue("why");
        assertThat(report.receipt()).isSameAs(full);
    }

    @Test
    void theReceiptOfNothingSaysThatNothingHasHappened() {
        Receipt nothing = Receipt.empty();

        assertThat(nothing.level()).isEmpty();
        assertThat(nothing.status()).isEmpty();
        assertThat(nothing.connection()).isEmpty();
        assertThat(nothing.attempts()).isZero();
        assertThat(nothing.reused()).isFalse();
        assertThat(nothing.timings().written()).isEmpty();
        assertThat(nothing).hasToString("nothing has happened yet");
    }
}
