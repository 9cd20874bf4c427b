package io.flushpoint.internal.dispatch;

import io.flushpoint.SenderMetrics;

/** What the counters and gauges of a sender said. */
record CounterReadings(
        long queued,
        long writing,
        long awaitingAnswer,
        long bytesInFlight,
        long connectionsOpening,
        long connectionsIdle,
        long connectionsBusy,
        long connectionsClosing,
        long submitted,
        long reached,
        long failed,
        long retried,
        long answered,
        long lost,
        long unknown,
        long connectionsOpened,
        long connectionsReused,
        long connectionsRetired,
        long bytesWritten)
        implements SenderMetrics {}
