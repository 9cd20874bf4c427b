package io.flushpoint.benchmarks.report;

/** Why a report could not be made; the message is for the person who asked for it, and names file, line and field. */
final class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReportException(String message) {
        super(message);
    }

    ReportException(String message, Throwable cause) {
        super(message, cause);
    }
}
