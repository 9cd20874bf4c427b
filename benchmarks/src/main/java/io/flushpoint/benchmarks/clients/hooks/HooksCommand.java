package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Roster;
import io.flushpoint.benchmarks.clients.sink.Sink;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code hooks} command: tries the hooks of every client of this build and prints what each is worth.
 *
 * <p>Exit code 0 if every client could be tried, whatever was found; 1 if one could not; 2 on bad usage.
 */
@Command(
        name = "hooks",
        sortOptions = false,
        description = "Tries the hook by which each client says that a request has been sent: does it fire after the"
                + " write, and how many copies of one POST does a server get?",
        footer = "Exit code: 0 all clients were tried, 1 one could not be, 2 bad usage.")
public final class HooksCommand implements Callable<Integer> {
    private final Roster roster;

    @Option(names = "--client", paramLabel = "NAME", arity = "1..*", description = "these clients only (all)")
    private List<String> clients = new ArrayList<>();

    @Option(names = "--json", description = "one JSON object a hook and line")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and exit")
    boolean help;

    @Spec
    private final CommandSpec spec = CommandSpec.create();

    private HooksCommand(Roster roster) {
        this.roster = roster;
    }

    /** The command line of this command, over the clients of this build. */
    public static CommandLine commandLine() {
        return commandLine(Roster.load());
    }

    static CommandLine commandLine(Roster roster) {
        return new CommandLine(new HooksCommand(roster));
    }

    @Override
    public Integer call() throws Exception {
        List<ClientFactory> factories = chosen();
        PrintWriter out = spec.commandLine().getOut();
        FindingPrinter printer = json ? new FindingJson(out) : new FindingTable(out);
        try (Sink sink = Sink.start()) {
            printer.begin();
            boolean all = true;
            for (ClientFactory factory : factories) {
                all &= tried(new Trial(sink), factory, printer);
            }
            printer.end();
            return all ? 0 : 1;
        }
    }

    private List<ClientFactory> chosen() {
        try {
            return clients.isEmpty()
                    ? roster.factories()
                    : clients.stream().map(roster::named).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static boolean tried(Trial trial, ClientFactory factory, FindingPrinter printer) {
        try {
            trial.run(factory, printer::add);
            return true;
        } catch (Exception e) {
            printer.failed(factory.name(), e);
            return false;
        }
    }
}
