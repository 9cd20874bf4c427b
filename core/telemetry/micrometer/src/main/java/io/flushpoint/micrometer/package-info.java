/**
 * What a Micrometer registry publishes, over Flushpoint: it leaves when it is published, and it is published when a function
 * asks for it.
 *
 * <pre>
 *   {@link io.flushpoint.micrometer.MeterFlush}             the step ends now; the registry publishes
 *     -> registry             of Micrometer: makes the requests
 *       -> {@link io.flushpoint.micrometer.FlushpointHttpSender}   which of them wait for their answer
 *         -> io.flushpoint.telemetry.TelemetrySender
 * </pre>
 */
@NullMarked
package io.flushpoint.micrometer;

import org.jspecify.annotations.NullMarked;
