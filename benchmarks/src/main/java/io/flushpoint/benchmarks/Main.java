package io.flushpoint.benchmarks;

import io.flushpoint.benchmarks.clients.hooks.HooksCommand;
import io.flushpoint.benchmarks.cold.ColdStart;
import io.flushpoint.benchmarks.grid.GridCommand;
import io.flushpoint.benchmarks.growth.Growth;
import io.flushpoint.benchmarks.lab.LabCommand;
import io.flushpoint.benchmarks.memory.Memory;
import io.flushpoint.benchmarks.probe.ProbeCommand;
import io.flushpoint.benchmarks.report.ReportCommand;
import io.flushpoint.benchmarks.scale.ScaleCommand;
import io.flushpoint.benchmarks.suite.SuiteCommand;
import io.flushpoint.benchmarks.thaw.Thaw;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The entry of {@code benchmarks.jar}: JMH's own command line, unless the first word is a command or the name of an experiment
 * that is no JMH benchmark. A class of the one is not loaded for the other. Without a word, or asked for help, it says what there
 * is.
 */
public final class Main {
    private static final String USAGE = """
            Usage: java -jar benchmarks.jar COMMAND [OPTIONS]

              lab        four ways to post counters from a Lambda function, measured here
              probe      when a send to a server of yours reaches each level
              hooks      whether the hook by which a client says "sent" fires after the write
              suite      all benchmarks, in order
              report     pages and plots from the suite's results
              scale      thousands of environments before one collector
              ColdStart, Growth, Memory, Thaw
                         experiments that need processes of their own
              anything else goes to JMH, such as FlushLatency, or -l for the list of benchmarks

            COMMAND --help tells its options; -h those of JMH.
            """;

    private Main() {}

    /** Ends the process with the exit code of the command, or as JMH does. */
    public static void main(String[] args) throws IOException {
        String first = args.length == 0 ? "" : args[0];
        String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
        if (first.isEmpty() || first.equals("--help")) {
            (first.isEmpty() ? System.err : System.out).print(USAGE);
            System.exit(
                    first.isEmpty() ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.OK); // as picocli's commands do
        }
        CommandLine command = command(first);
        if (command == null) {
            org.openjdk.jmh.Main.main(args);
        } else {
            System.exit(command.execute(rest)); // the exit code is part of what a command promises
        }
    }

    private static @Nullable CommandLine command(String name) {
        return switch (name) {
            case "lab" -> new CommandLine(new LabCommand());
            case "probe" -> ProbeCommand.commandLine();
            case "report" -> new CommandLine(new ReportCommand());
            case "hooks" -> HooksCommand.commandLine();
            case "ColdStart" -> GridCommand.commandLine(new ColdStart());
            case "Growth" -> GridCommand.commandLine(new Growth());
            case "Memory" -> GridCommand.commandLine(new Memory());
            case "Thaw" -> GridCommand.commandLine(new Thaw());
            case "suite" -> new CommandLine(new SuiteCommand()).setCaseInsensitiveEnumValuesAllowed(true);
            case "scale" -> new CommandLine(new ScaleCommand());
            default -> null;
        };
    }
}
