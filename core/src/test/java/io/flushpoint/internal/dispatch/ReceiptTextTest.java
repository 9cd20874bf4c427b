package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxy;
import io.flushpoint.internal.connection.OpeningTimes;
import org.junit.jupiter.api.Test;

/** A receipt in a log. */
class ReceiptTextTest {
    @Test
    void theTextSpeaksInTheNamesOfTheInterfaceAndOfWhatThereIs() {
        SendTimings timings = new SendTimings(
                1_000_000, OpeningTimes.NONE, 2_000_000, SendTimings.ABSENT, SendTimings.ABSENT, 3_000_000);
        SendReceipt receipt = new SendReceipt(
                DeliveryLevel.WRITTEN,
                116,
                timings,
                3,
                Proxy.http("proxy.test", 3128),
                HttpProtocol.HTTP_2,
                7,
                true,
                1,
                204);

        assertThat(receipt)
                .hasToString(
                        "Receipt[level=WRITTEN, bytes=116, attempts=1, reused=true, connection=3, protocol=h2, stream=7, proxy=http://proxy.test:3128, status=204,"
                                + " timings=[queued=PT0.001S, written=PT0.002S, answered=PT0.003S]]");
    }

    @Test
    void whatIsAbsentIsNotSaid() {
        SendReceipt receipt =
                new SendReceipt(null, 0, SendTimings.of(OpeningTimes.NONE), 0, null, null, 0, false, 0, 0);

        assertThat(receipt).hasToString("Receipt[bytes=0, attempts=0, reused=false, timings=[]]");
    }
}
