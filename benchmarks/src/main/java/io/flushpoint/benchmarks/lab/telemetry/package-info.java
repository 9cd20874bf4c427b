/**
 * Functions that export spans, metrics and log lines by the OpenTelemetry SDK, in the lab's environments only: with the SDK's
 * senders, and over this project.
 */
@NullMarked
package io.flushpoint.benchmarks.lab.telemetry;

import org.jspecify.annotations.NullMarked;
