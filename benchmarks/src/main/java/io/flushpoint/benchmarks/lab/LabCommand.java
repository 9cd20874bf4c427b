package io.flushpoint.benchmarks.lab;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code lab}: runs the strategies and prints what each cost and what became of its requests. */
@Command(
        name = "lab",
        description = {
            "Measures four ways to post counters from a Lambda function to a slow collector: real runtime client,",
            "emulated Runtime API, frozen between invocations. Linux only; as root, the network is frozen as well."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class LabCommand implements Callable<Integer> {
    @Option(
            names = "--invocations",
            paramLabel = "N",
            defaultValue = "10",
            description = "per strategy (${DEFAULT-VALUE})")
    private int invocations;

    @Option(
            names = "--think-time",
            paramLabel = "MS",
            defaultValue = "950",
            description = "from the collector's reading a request to its answer (${DEFAULT-VALUE})")
    private long thinkTime;

    @Option(
            names = "--freeze",
            paramLabel = "MS",
            defaultValue = "250",
            description = "between two invocations, at least 20 (${DEFAULT-VALUE})")
    private long freeze;

    @Option(names = "--cpu", paramLabel = "FRACTION", description = "the environment's share of a core; needs root")
    private @Nullable Double cpu;

    @Option(
            names = "--strategies",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "await,forget,sleep,flush",
            converter = StrategyConverter.class,
            description = "which, and in which order (${DEFAULT-VALUE})")
    private List<Strategy> strategies;

    @Option(names = "--json", description = "one JSON object per strategy instead of the table")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public LabCommand() {}

    /** Turns a word into a strategy, or says which there are. */
    static final class StrategyConverter implements ITypeConverter<Strategy> {
        @Override
        public Strategy convert(String word) {
            try {
                return Strategy.of(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /**
     * Progress goes to standard error, results to standard output.
     *
     * @return 0, or 1 if the lab could not be run here
     * @throws ParameterException on bad usage
     */
    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LabSettings settings = settings();
        try {
            List<StrategyResult> results = Lab.run(settings, text -> {
                err.print(text);
                err.flush();
            });
            if (json) {
                results.forEach(result -> out.println(LabReport.json(result)));
            } else {
                out.print(LabReport.table(results, settings));
            }
            out.flush();
            return ExitCode.OK;
        } catch (Site.QuotaUnavailableException e) {
            throw new ParameterException(spec.commandLine(), "--cpu is not possible here: " + e.getMessage(), e);
        } catch (LabException e) {
            err.println("lab: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private LabSettings settings() {
        try {
            return new LabSettings(
                    invocations,
                    Duration.ofMillis(thinkTime),
                    Duration.ofMillis(freeze),
                    cpu == null ? OptionalDouble.empty() : OptionalDouble.of(cpu),
                    strategies);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
