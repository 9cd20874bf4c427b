/**
 * Spans by Zipkin's reporter, over Flushpoint: a message is reported once it has left the machine. See
 * {@link io.flushpoint.zipkin.FlushpointSender}.
 */
@NullMarked
package io.flushpoint.zipkin;

import org.jspecify.annotations.NullMarked;
