package io.flushpoint.benchmarks.scale;

/**
 * The collector's CPU for one TLS handshake, in microseconds: what {@code scale measure} says.
 *
 * @param fullMicros with certificate and signature
 * @param resumedMicros of a session that is known
 */
record Cost(double fullMicros, double resumedMicros) {}
