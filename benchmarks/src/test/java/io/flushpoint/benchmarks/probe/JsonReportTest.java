package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.benchmarks.figures.StrictJson;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    @Test
    void hasExactlyTheseNamesInThisOrder() {
        Map<String, Object> line = line(Observations.answered(7, DeliveryLevel.WRITTEN, 950_123_999));

        assertThat(line.keySet())
                .containsExactly(
                        "n",
                        "outcome",
                        "level",
                        "failure",
                        "phase",
                        "wire",
                        "status",
                        "news",
                        "reason",
                        "connection",
                        "reused",
                        "protocol",
                        "stream",
                        "proxy",
                        "attempts",
                        "bytes",
                        "us");
        assertThat(line.get("us"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys(
                        "queued", "resolve", "connect", "tunnel", "tls", "written", "sent", "acknowledged", "answered");
    }

    @Test
    void aSendThatReachedItsLevelHasNoFailureAndIsFullyWritten() {
        assertThat(line(Observations.answered(7, DeliveryLevel.WRITTEN, 950_123_999)))
                .containsEntry("n", 7L)
                .containsEntry("outcome", "REACHED")
                .containsEntry("level", "ANSWERED")
                .containsEntry("failure", null)
                .containsEntry("phase", null)
                .containsEntry("wire", "FULLY_WRITTEN")
                .containsEntry("status", 200L)
                .containsEntry("news", "ANSWERED")
                .containsEntry("reason", null)
                .containsEntry("connection", 3L)
                .containsEntry("reused", true)
                .containsEntry("proxy", null)
                .containsEntry("attempts", 1L)
                .containsEntry("bytes", 734L);
    }

    @Test
    void timesAreWholeMicrosecondsAndNullWhereAStageWasNotPassed() {
        assertThat(line(Observations.answered(1, DeliveryLevel.WRITTEN, 950_123_999))
                        .get("us"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("queued", 10L)
                .containsEntry("resolve", null)
                .containsEntry("connect", 400L)
                .containsEntry("tls", null)
                .containsEntry("written", 2_000L)
                .containsEntry("answered", 950_123L);
    }

    @Test
    void aSendWithoutAConnectionHasNullForIt() {
        assertThat(line(Observations.refused(1)))
                .containsEntry("outcome", "FAILED")
                .containsEntry("level", null)
                .containsEntry("failure", "CONNECT_FAILED")
                .containsEntry("phase", "CONNECT")
                .containsEntry("reason", "CONNECT_FAILED in CONNECT, NOTHING_WRITTEN: refused by the test")
                .containsEntry("wire", "NOTHING_WRITTEN")
                .containsEntry("status", null)
                .containsEntry("news", null)
                .containsEntry("connection", null)
                .containsEntry("reused", null)
                .containsEntry("attempts", 0L)
                .containsEntry("bytes", 0L);
    }

    private static Map<String, Object> line(Observation seen) {
        return StrictJson.object(JsonReport.object(seen).toString());
    }
}
