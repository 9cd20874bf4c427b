package io.flushpoint.benchmarks.report;

import org.junit.jupiter.api.Assumptions;

/** What tests that draw need of the machine; they are skipped, with the reason, where it is missing. */
final class Fonts {
    private Fonts() {}

    static Typeface assume() {
        try {
            return Typeface.load();
        } catch (ReportException e) {
            Assumptions.abort("skipped: " + e.getMessage());
            throw e;
        }
    }
}
