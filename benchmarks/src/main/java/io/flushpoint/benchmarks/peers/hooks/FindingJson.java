package io.flushpoint.benchmarks.peers.hooks;

import java.io.PrintWriter;

/** One JSON object a finding and line (RFC 8259). Names come from the peers and hold nothing that needs escaping. */
final class FindingJson implements FindingPrinter {
    private final PrintWriter out;

    FindingJson(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin() {
        // Nothing stands around the lines.
    }

    @Override
    public void add(Finding finding) {
        out.printf(
                "{\"client\":\"%s\",\"hook\":\"%s\",\"claim\":\"%s\",\"heldPeer\":\"%s\",\"stalledHook\":\"%s\",\"verdict\":\"%s\","
                        + "\"copiesFresh\":%d,\"copiesReused\":%d}%n",
                finding.client(),
                finding.hook().name(),
                finding.hook().claim(),
                finding.heldPeer(),
                finding.stalledHook(),
                finding.verdict(),
                finding.copies().fresh(),
                finding.copies().reused());
        out.flush();
    }

    @Override
    public void failed(String client, Exception cause) {
        out.printf(
                "{\"client\":\"%s\",\"failed\":\"%s\"}%n",
                client, cause.getClass().getName());
        out.flush();
    }

    @Override
    public void end() {
        // Nothing stands around the lines.
    }
}
