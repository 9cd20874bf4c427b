package io.flushpoint.benchmarks.probe;

import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;

/** Whose thread runs the event loop. */
enum LoopChoice {
    /** A thread of the sender. */
    DEDICATED,
    /** The thread that sends. */
    CALLER;

    /**
     * Opens a sender.
     *
     * @throws IllegalStateException if the transport or the TLS provider is not available here
     */
    HttpSender open(SenderOptions options) {
        return this == CALLER ? HttpSender.createCallerDriven(options) : HttpSender.create(options);
    }
}
