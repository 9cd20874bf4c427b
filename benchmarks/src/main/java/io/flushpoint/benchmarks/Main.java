package io.flushpoint.benchmarks;

import io.flushpoint.benchmarks.cold.ColdStart;
import io.flushpoint.benchmarks.grid.GridCommand;
import io.flushpoint.benchmarks.growth.Growth;
import io.flushpoint.benchmarks.lab.LabCommand;
import io.flushpoint.benchmarks.memory.Memory;
import io.flushpoint.benchmarks.peers.hooks.HooksCommand;
import io.flushpoint.benchmarks.probe.ProbeCommand;
import io.flushpoint.benchmarks.report.ReportCommand;
import io.flushpoint.benchmarks.scale.ScaleCommand;
import io.flushpoint.benchmarks.suite.SuiteCommand;
import io.flushpoint.benchmarks.thaw.Thaw;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;

/**
 * The entry of {@code benchmarks.jar}: JMH's own command line, unless the first word is a command or the name of an experiment
 * that is no JMH benchmark. A class of the one is not loaded for the other.
 */
public final class Main {
    private Main() {}

    /** Ends the process with the exit code of the command, or as JMH does. */
    public static void main(String[] args) throws IOException {
        String first = args.length == 0 ? "" : args[0];
        String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
        switch (first) {
            case "lab" -> System.exit(new CommandLine(new LabCommand()).execute(rest));
            case "probe" -> System.exit(ProbeCommand.commandLine().execute(rest));
            case "report" -> System.exit(new CommandLine(new ReportCommand()).execute(rest));
            case "hooks" -> System.exit(HooksCommand.commandLine().execute(rest));
            case "ColdStart" ->
                System.exit(GridCommand.commandLine(new ColdStart()).execute(rest));
            case "Growth" -> System.exit(GridCommand.commandLine(new Growth()).execute(rest));
            case "Memory" -> System.exit(GridCommand.commandLine(new Memory()).execute(rest));
            case "Thaw" -> System.exit(GridCommand.commandLine(new Thaw()).execute(rest));
            case "suite" ->
                System.exit(new CommandLine(new SuiteCommand())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(rest));
            case "scale" -> System.exit(new CommandLine(new ScaleCommand()).execute(rest));
            default -> org.openjdk.jmh.Main.main(args);
        }
    }
}
