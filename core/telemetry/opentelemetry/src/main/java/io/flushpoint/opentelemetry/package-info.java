/**
 * OTLP over HTTP by the exporters of the OpenTelemetry SDK, over Flushpoint: an export is done once it has left the machine.
 *
 * <pre>
 *   exporter -> {@link io.flushpoint.opentelemetry.FlushpointHttpSenderProvider}   one OtlpSender for each exporter
 *                 OtlpSender -> OtlpRequests   the message encoded, the headers of this moment
 *                            -> OtlpExport     one message on its way: attempts, by Retries, up to the exporter's timeout
 *                                 -> io.flushpoint.telemetry.TelemetrySender   the caller's, or one of OwnSenders
 * </pre>
 */
@NullMarked
package io.flushpoint.opentelemetry;

import org.jspecify.annotations.NullMarked;
