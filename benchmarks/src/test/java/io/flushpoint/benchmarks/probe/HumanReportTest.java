package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HumanReportTest {
    private static final Set<DeliveryLevel> ALL = EnumSet.allOf(DeliveryLevel.class);
    private static final Set<DeliveryLevel> OF_NIO = EnumSet.of(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED);

    @Test
    void aSingleSendIsABlockWithEveryLevel() {
        String text = report(ALL, plan(1), Observations.answered(1, DeliveryLevel.WRITTEN, 952_000_100));

        assertThat(text)
                .contains("REACHED WRITTEN")
                .contains("3 reused")
                .contains("734 bytes")
                .containsPattern("(?m)^  tls +-$")
                .containsPattern("(?m)^  connect +0\\.400 ms$")
                .containsPattern("(?m)^  WRITTEN +2\\.000 ms$")
                .containsPattern("(?m)^  SENT +3\\.000 ms$")
                .containsPattern("(?m)^  ACKNOWLEDGED +4\\.000 ms$")
                .containsPattern("(?m)^  ANSWERED +952\\.000 ms +status 200$")
                .contains("WRITTEN does not prove that a byte has left this machine");
    }

    @Test
    void whatWaitingForTheAnswerCostsIsBilledInWholeMilliseconds() {
        assertThat(report(ALL, plan(1), Observations.answered(1, DeliveryLevel.WRITTEN, 952_000_100)))
                .contains("Waiting for the answer, after WRITTEN, would have cost 951 Lambda ms more (950.000 ms");
        assertThat(report(ALL, plan(1, "--level", "sent"), Observations.answered(1, DeliveryLevel.SENT, 953_000_000)))
                .contains("after SENT, would have cost 950 Lambda ms more");
        assertThat(report(
                        ALL,
                        plan(1, "--level", "answered"),
                        Observations.answered(1, DeliveryLevel.ANSWERED, 952_000_000)))
                .contains("Waiting for the answer, after WRITTEN, cost 950 Lambda ms more");
    }

    @Test
    void anAnswerThatDidNotComeCostsAtLeastTheLinger() {
        assertThat(report(ALL, plan(1, "--linger", "70"), Observations.written(1)))
                .contains("1 send got no answer within --linger 70")
                .contains("at least 70 Lambda ms");
        assertThat(report(ALL, plan(1, "--linger", "0"), Observations.written(1)))
                .contains("1 send not watched for an answer");
    }

    @Test
    void severalSendsAreALineEachAndQuantiles() {
        String text = report(
                ALL,
                plan(3),
                Observations.answered(1, DeliveryLevel.WRITTEN, 12_000_000),
                Observations.answered(2, DeliveryLevel.WRITTEN, 952_000_000),
                Observations.refused(3));

        assertThat(text)
                .containsPattern("(?m)^ +1  REACHED .*12\\.000 ms +200  ANSWERED  3 reused$")
                .containsPattern("(?m)^ +3  FAILED .* none$")
                .contains("CONNECT_FAILED in CONNECT, NOTHING_WRITTEN: refused by the test")
                .contains("2 reached WRITTEN, 1 failed: {CONNECT_FAILED=1}")
                .containsPattern("(?m)^ANSWERED +12\\.000 ms +952\\.000 ms +952\\.000 ms +2$")
                .contains("in Lambda ms: p50 10, p90 950, max 950 (over 2 answers)");
    }

    @Test
    void aLevelThatTheTransportCannotEstablishIsNotShownAsMissed() {
        assertThat(report(OF_NIO, plan(1), Observations.written(1)))
                .contains("levels known here: WRITTEN, ANSWERED")
                .containsPattern("(?m)^  SENT +- +not known on this transport$");
    }

    @Test
    void aRunInWhichNothingWasReachedPromisesNothing() {
        assertThat(report(ALL, plan(1), Observations.refused(1)))
                .contains("FAILED WRITTEN", "refused by the test")
                .doesNotContainPattern("(?m)^  (WRITTEN|ANSWERED) ")
                .doesNotContain("does not prove", "Lambda");
    }

    @Test
    void holdsNoHeaderValueQueryOrBody() {
        ProbePlan plan = plan(1, "--header", "Authorization: s3cr3t", "--data", "s3cr3t");

        assertThat(report(ALL, plan, Observations.written(1))).doesNotContain("s3cr3t");
    }

    private static ProbePlan plan(int count, String... words) {
        ProbeOptions options = new ProbeOptions();
        ProbeCommand.commandLine(options)
                .parseArgs(Probe.words(words, "--count", "" + count, "http://probe.test/?s3cr3t"));
        return ProbePlan.of(options);
    }

    private static String report(Set<DeliveryLevel> levels, ProbePlan plan, Observation... seen) {
        StringWriter text = new StringWriter();
        HumanReport report = new HumanReport(new PrintWriter(text), plan);
        report.begin(plan, levels);
        for (Observation one : seen) {
            report.add(one);
        }
        report.end();
        return text.toString();
    }
}
