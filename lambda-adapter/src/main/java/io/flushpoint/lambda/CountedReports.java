package io.flushpoint.lambda;

/** A reading of the counters of {@link ReportDesk}. */
record CountedReports(long answered, long lost, long unknown, long dropped, long resent) implements ReportCounts {}
