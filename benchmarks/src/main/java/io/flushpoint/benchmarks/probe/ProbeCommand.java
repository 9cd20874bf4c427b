package io.flushpoint.benchmarks.probe;

import io.flushpoint.HttpSender;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code probe} command: sends to any server and shows when each delivery level was reached.
 *
 * <p>Exit code 0 if every send reached the level and none was seen to be lost, 1 if any failed or was lost, 2 on bad usage, with the reason on the standard error.
 */
@Command(
        name = "probe",
        sortOptions = false,
        description = "Sends to any server and shows per delivery level when it was reached, and what waiting for the"
                + " answer would have cost in Lambda milliseconds.",
        footer = "Exit code: 0 all sends reached the level, 1 any failed or was lost, 2 bad usage.")
public final class ProbeCommand implements Callable<Integer> {
    private static final int ALL_REACHED = 0;
    private static final int ANY_FAILED = 1;

    @Mixin
    private final ProbeOptions options;

    @Spec
    private final CommandSpec spec = CommandSpec.create();

    private ProbeCommand(ProbeOptions options) {
        this.options = options;
    }

    /** The command line of this command. Words are taken as they are: no argument files, no quotes removed. */
    public static CommandLine commandLine() {
        return commandLine(new ProbeOptions());
    }

    static CommandLine commandLine(ProbeOptions options) {
        return new CommandLine(new ProbeCommand(options))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(new UsageErrors());
    }

    @Override
    public Integer call() throws InterruptedException {
        ProbePlan plan = plan();
        try (HttpSender sender = open(plan)) {
            PrintWriter out = spec.commandLine().getOut();
            ProbeReport report = plan.json() ? new JsonReport(out) : new HumanReport(out, plan);
            return new ProbeRun(plan, sender, report).run() ? ALL_REACHED : ANY_FAILED;
        }
    }

    private ProbePlan plan() {
        try {
            return ProbePlan.of(options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private HttpSender open(ProbePlan plan) {
        try {
            return plan.loop().open(plan.senderOptions());
        } catch (IllegalStateException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
