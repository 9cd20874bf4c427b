package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.hooks.Finding.Copies;
import io.flushpoint.benchmarks.figures.TextColumns;
import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import java.io.PrintWriter;
import java.util.Locale;

/** A table for people. */
final class FindingTable implements FindingPrinter {
    private static final TextColumns COLUMNS = TextColumns.of(
            Cells.words(0, 22),
            Cells.words(1, 26),
            Cells.words(1, 7),
            Cells.words(1, 7),
            Cells.words(1, 23),
            Cells.rest(1));

    private static final TextColumns FAILURES = TextColumns.of(Cells.words(0, 22), Cells.rest(1));

    private final PrintWriter out;

    FindingTable(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin() {
        out.println("One POST each, HTTP/1.1 in the clear, over loopback to a server in a process of its own.");
        out.println("A: the server does not read for 2 s, 32 MiB body. Does the hook fire before it begins to?");
        out.println(
                "B: the hook holds its thread for up to 400 ms, 1 KiB body. Does the request arrive before it lets go?");
        out.println(
                "C: the server reads the request and closes. Copies received, on a fresh and on a reused connection.");
        out.println();
        out.print(COLUMNS.line("client", "hook", "A", "B", "fires after the write?", "copies (fresh/reused)"));
        out.flush();
    }

    @Override
    public void add(Finding finding) {
        out.print(COLUMNS.line(
                finding.client(),
                finding.hook().name(),
                lower(finding.heldPeer()),
                lower(finding.stalledHook()),
                answer(finding),
                copies(finding.copies())));
        out.flush();
    }

    private static String answer(Finding finding) {
        if (finding.hook().claim() == Hook.Claim.ANSWERED) {
            return "no hook: by response";
        }
        return switch (finding.verdict()) {
            case AFTER -> "yes";
            case BEFORE -> "NO";
            case NEVER -> "NEVER FIRES";
        };
    }

    private static String copies(Copies copies) {
        return copies.fresh() + "/" + copies.reused()
                + (copies.fresh() > 1 || copies.reused() > 1 ? "  DUPLICATES" : "");
    }

    private static String lower(HookVerdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void failed(String client, Exception cause) {
        out.print(FAILURES.line(client, "could not be tried: " + cause));
        out.flush();
    }

    @Override
    public void end() {
        out.println();
        out.println("\"yes\" says that the kernel had the request, not that a byte of it had left this machine.");
        out.flush();
    }
}
