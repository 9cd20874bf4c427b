package io.flushpoint.benchmarks.lab.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionReportTest {
    private static final FunctionReport REPORT =
            new FunctionReport(FunctionReport.Kind.FAILED, "id-0", "id", "PARTLY_WRITTEN", "WRITE_TIMEOUT in WRITE");

    @Test
    void aLineIsReadBackAsItWasWritten() {
        assertThat(FunctionReport.parse(REPORT.line())).isEqualTo(REPORT);
    }

    @Test
    void whatTheRuntimeClientWroteBeforeItOnTheSameLineDoesNotMatter() {
        assertThat(FunctionReport.parse("Starting 4 concurrent function handler threads." + REPORT.line()))
                .isEqualTo(REPORT);
    }

    @Test
    void otherLinesAreNone() {
        assertThat(FunctionReport.parse("WARN io.flushpoint.lambda Not delivered"))
                .isNull();
    }
}
