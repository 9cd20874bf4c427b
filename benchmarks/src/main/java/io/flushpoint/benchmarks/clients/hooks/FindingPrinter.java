package io.flushpoint.benchmarks.clients.hooks;

/** Prints findings as they come in. */
interface FindingPrinter {
    void begin();

    void add(Finding finding);

    /** A client that could not be tried. */
    void failed(String client, Exception cause);

    void end();
}
