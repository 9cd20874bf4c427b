package io.flushpoint.benchmarks.lab.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Report REPORT =
            new Report(Report.Kind.FAILED, "id-0", "id", "PARTLY_WRITTEN", "WRITE_TIMEOUT in WRITE");

    @Test
    void aLineIsReadBackAsItWasWritten() {
        assertThat(Report.parse(REPORT.line())).isEqualTo(REPORT);
    }

    @Test
    void whatTheRuntimeClientWroteBeforeItOnTheSameLineDoesNotMatter() {
        assertThat(Report.parse("Starting 4 concurrent function handler threads." + REPORT.line()))
                .isEqualTo(REPORT);
    }

    @Test
    void otherLinesAreNone() {
        assertThat(Report.parse("WARN io.flushpoint.lambda Not delivered")).isNull();
    }
}
