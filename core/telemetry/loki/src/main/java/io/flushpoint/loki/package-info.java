/**
 * Logs by loki4j's appender for Logback, over Flushpoint: a batch is done once it has left the machine. See
 * {@link io.flushpoint.loki.FlushpointSender}.
 */
@NullMarked
package io.flushpoint.loki;

import org.jspecify.annotations.NullMarked;
