/**
 * Functions that export spans, metrics and log lines by the OpenTelemetry SDK, or metrics by Micrometer, in the lab's environments
 * only: with those libraries' own senders, and over this project.
 */
@NullMarked
package io.flushpoint.benchmarks.lab.telemetry;

import org.jspecify.annotations.NullMarked;
