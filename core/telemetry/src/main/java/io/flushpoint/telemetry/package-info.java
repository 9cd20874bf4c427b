/**
 * What the senders for telemetry libraries share: a request is done for its library once it has reached a level, and what
 * becomes known of it later is counted, logged sparingly and told to a listener.
 */
@NullMarked
package io.flushpoint.telemetry;

import org.jspecify.annotations.NullMarked;
