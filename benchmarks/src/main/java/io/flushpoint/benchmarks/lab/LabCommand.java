package io.flushpoint.benchmarks.lab;

import io.flushpoint.DeliveryLevel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
    private static final String TELEMETRY = "telemetry";

    @Option(
            names = "--invocations",
            paramLabel = "N",
            defaultValue = "10",
            description = "per strategy (${DEFAULT-VALUE})")
    private int invocations;

    @Option(
            names = "--think-time",
            paramLabel = "MS",
            description = "from the collector's reading a request to its answer (950; in scenarios 0)")
    private @Nullable Long thinkTime;

    @Option(
            names = "--freeze",
            paramLabel = "MS",
            description = "between two invocations, at least 20 (250; in scenarios 60)")
    private @Nullable Long freeze;

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

    @ArgGroup(exclusive = false)
    private @Nullable DeploymentOptions deployment;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "instead of the strategies, this project under what peers and networks do: steady, first,"
                    + " idle-close, reset-in-freeze, blackhole, slow-thaw, init-gap, big-body, outage, deadline,"
                    + " fan-out, watcher, fleet, or all; or telemetry: OTLP by this project and by the senders of the"
                    + " SDK")
    private @Nullable String scenario;

    @Option(
            names = "--mode",
            paramLabel = "NAME",
            description = "of a scenario: on-demand, snap-start or managed (on-demand)")
    private @Nullable String mode;

    @Option(
            names = "--level",
            paramLabel = "NAME",
            defaultValue = "sent",
            description = "of a scenario: written, sent or acknowledged (${DEFAULT-VALUE})")
    private String level;

    @Option(
            names = "--cycles",
            paramLabel = "N",
            defaultValue = "20",
            description = "of a scenario: freezes, each with an invocation after it; of all scenarios together"
                    + " (${DEFAULT-VALUE})")
    private int cycles;

    @Option(
            names = "--slack",
            paramLabel = "MS",
            defaultValue = "250",
            description = "of a scenario: what an invocation may take beyond the bound (${DEFAULT-VALUE})")
    private int slack;

    @Option(names = "--json", description = "one JSON object per strategy or scenario instead of the table")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public LabCommand() {}

    /** Both, or neither. */
    static final class DeploymentOptions {
        @Option(
                names = "--zip",
                required = true,
                paramLabel = "FILE",
                description = "a function of yours in place of the sample of flush. It sends to FLUSHPOINT_ENDPOINTS,"
                        + " with \"id\":\"the request id\" in the body, or with that id as its first UUID")
        private Path zip;

        @Option(names = "--handler", required = true, paramLabel = "CLASS", description = "of the zip")
        private String handler;

        private DeploymentOptions() {}

        Deployment deployment() {
            return new Deployment(zip, handler);
        }
    }

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
        Consumer<String> progress = text -> {
            err.print(text);
            err.flush();
        };
        try {
            boolean held = run(out, progress);
            out.flush();
            return held ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (LabHost.QuotaUnavailableException e) {
            throw new ParameterException(spec.commandLine(), "--cpu is not possible here: " + e.getMessage(), e);
        } catch (LabException e) {
            err.println("lab: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private boolean run(PrintWriter out, Consumer<String> progress) throws InterruptedException {
        if (TELEMETRY.equals(scenario)) {
            return telemetry(out, progress);
        }
        boolean ofStrategies = scenario == null && mode == null;
        return ofStrategies ? strategies(out, progress) : scenarios(out, progress);
    }

    /** The telemetry of a function by each sender, with the settings of the strategies. */
    private boolean telemetry(PrintWriter out, Consumer<String> progress) throws InterruptedException {
        if (mode != null || deployment != null) {
            throw new ParameterException(
                    spec.commandLine(), "--mode and --zip have no part in the scenario " + TELEMETRY);
        }
        LabSettings settings = settings();
        List<ContestResult> results = Lab.run(settings, TelemetrySending.inOrder(), progress);
        if (json) {
            results.forEach(result -> out.println(LabReport.telemetryJson(result)));
        } else {
            out.print(LabReport.table(results, settings));
        }
        return true;
    }

    private boolean strategies(PrintWriter out, Consumer<String> progress) throws InterruptedException {
        LabSettings settings = settings();
        List<ContestResult> results = Lab.run(settings, settings.strategies(), progress);
        if (json) {
            results.forEach(result -> out.println(LabReport.json(result)));
        } else {
            out.print(LabReport.table(results, settings));
        }
        return true;
    }

    private boolean scenarios(PrintWriter out, Consumer<String> progress) throws InterruptedException {
        List<ScenarioResult> results = new ArrayList<>();
        for (ScenarioSettings settings : scenarioSettings()) {
            ScenarioResult result = ScenarioLab.run(settings, progress);
            results.add(result);
            if (json) {
                out.println(ScenarioReport.json(result));
                out.flush();
                result.undelivered().forEach(send -> progress.accept("lab: not delivered: " + send + "\n"));
                result.complaints()
                        .forEach(complaint -> progress.accept("lab: the law is broken: " + complaint + "\n"));
            }
        }
        if (!json) {
            out.print(ScenarioReport.table(results));
        }
        return results.stream().allMatch(ScenarioResult::holds);
    }

    private List<ScenarioSettings> scenarioSettings() {
        try {
            LabMode chosen = LabMode.of(mode == null ? "on-demand" : mode);
            if (deployment != null) {
                throw new IllegalArgumentException("a zip takes part in no scenario");
            }
            settings(); // the ranges of what both have
            if (!"all".equals(scenario)) {
                return List.of(scenarioSettings(Scenario.of(scenario == null ? "steady" : scenario), chosen, cycles));
            }
            return Arrays.stream(Scenario.values())
                    .filter(each -> chosen.freezes() || !each.needsFreeze())
                    .map(each -> scenarioSettings(each, chosen, Math.max(1, cycles * each.share() / 100)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ScenarioSettings scenarioSettings(Scenario each, LabMode chosen, int count) {
        return new ScenarioSettings(
                each,
                chosen,
                level(level),
                count,
                Optional.ofNullable(freeze).map(Duration::ofMillis),
                Duration.ofMillis(thinkTime == null ? 0 : thinkTime),
                Duration.ofMillis(slack),
                cores());
    }

    private static DeliveryLevel level(String word) {
        return Arrays.stream(DeliveryLevel.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("level must be written, sent or acknowledged, not " + word));
    }

    private OptionalDouble cores() {
        return cpu == null ? OptionalDouble.empty() : OptionalDouble.of(cpu);
    }

    private LabSettings settings() {
        try {
            return new LabSettings(
                    invocations,
                    Duration.ofMillis(thinkTime == null ? 950 : thinkTime),
                    Duration.ofMillis(freeze == null ? 250 : freeze),
                    cores(),
                    strategies,
                    Optional.ofNullable(deployment).map(DeploymentOptions::deployment));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
