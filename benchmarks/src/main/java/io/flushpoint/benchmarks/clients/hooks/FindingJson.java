package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.figures.JsonLine;
import java.io.PrintWriter;

/** One JSON object a finding and line. */
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
        out.println(new JsonLine()
                .put("client", finding.client())
                .put("hook", finding.hook().name())
                .put("claim", finding.hook().claim())
                .put("heldPeer", finding.heldPeer())
                .put("stalledHook", finding.stalledHook())
                .put("verdict", finding.verdict())
                .put("copiesFresh", finding.copies().fresh())
                .put("copiesReused", finding.copies().reused()));
        out.flush();
    }

    @Override
    public void failed(String client, Exception cause) {
        out.println(new JsonLine()
                .put("client", client)
                .put("failed", cause.getClass().getName()));
        out.flush();
    }

    @Override
    public void end() {
        // Nothing stands around the lines.
    }
}
