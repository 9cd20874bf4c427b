package io.flushpoint.benchmarks.scale;

import io.flushpoint.Bound;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code scale}: what many environments do to a collector. */
@Command(
        name = "scale",
        description = "What thousands of environments do to one collector: connections, handshakes, reconnects.",
        footer = "Exit code: 0 done, 1 not possible here, 2 bad usage.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ScaleCommand {
    @Spec
    private CommandSpec spec;

    /** Simulates a fleet in virtual time. */
    @Command(
            name = "simulate",
            description = "Simulates a fleet in virtual time; the same seed gives the same figures.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int simulate(
            @Option(
                            names = "--environments",
                            paramLabel = "N",
                            defaultValue = "10000",
                            description = "how many (${DEFAULT-VALUE})")
                    int environments,
            @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "(${DEFAULT-VALUE})")
                    long seed,
            @Option(
                            names = "--full-us",
                            paramLabel = "US",
                            required = true,
                            description = "collector's CPU for a full handshake, microseconds: see measure")
                    double fullMicros,
            @Option(
                            names = "--resumed-us",
                            paramLabel = "US",
                            required = true,
                            description = "collector's CPU for a resumed handshake, microseconds")
                    double resumedMicros,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            required = true,
                            description = "where to write simulation.jsonl and the plots")
                    Path out)
            throws IOException {
        if (environments < 1 || environments > 1_000_000) {
            throw new ParameterException(spec.commandLine(), "--environments must be from 1 to 1,000,000");
        }
        Experiments experiments = new Experiments(seed, environments, new Cost(fullMicros, resumedMicros));
        List<Row> rows = experiments.run();
        Files.createDirectories(out);
        Files.writeString(
                out.resolve("simulation.jsonl"),
                rows.stream().map(row -> row.json() + "\n").collect(Collectors.joining()));
        String fleet = String.format(Locale.ROOT, "%,d environments", environments);
        String simulated = "simulated in virtual time, seed " + seed;
        List<String> command = List.of(String.format(
                Locale.ROOT,
                "java -jar benchmarks/target/benchmarks.jar scale simulate --environments %d --seed %d --full-us %.0f --resumed-us %.0f --out %s",
                environments,
                seed,
                fullMicros,
                resumedMicros,
                out));
        Files.writeString(
                out.resolve("reconnects.svg"),
                experiments.reconnects().document("Reconnects of " + fleet + " made within 10 s", simulated, command));
        Files.writeString(
                out.resolve("idle-age.svg"),
                experiments
                        .shares()
                        .document("How often a send needs a new connection", fleet + ", " + simulated, command));
        PrintWriter console = spec.commandLine().getOut();
        Map<String, List<Row>> byExperiment =
                rows.stream().collect(Collectors.groupingBy(Row::experiment, LinkedHashMap::new, Collectors.toList()));
        byExperiment.forEach((experiment, table) -> console.println(experiment + "\n\n" + Row.table(table)));
        console.flush();
        return 0;
    }

    /** Runs a small fleet for real. */
    @Command(
            name = "run",
            description = {
                "Runs environments in real time, in the clear, over HTTP/1.1 and over HTTP/2,",
                "and says what the simulation says of as many."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int run(
            @Option(
                            names = "--environments",
                            paramLabel = "N",
                            defaultValue = "200",
                            description =
                                    "how many (${DEFAULT-VALUE}); each may take 64 connections, and two descriptors for each")
                    int environments,
            @Option(
                            names = "--answers",
                            paramLabel = "MS",
                            split = ",",
                            defaultValue = "5000,30000",
                            description = "after how many milliseconds the collector answers (${DEFAULT-VALUE})")
                    List<Long> answers,
            @Option(
                            names = "--seconds",
                            paramLabel = "N",
                            defaultValue = "90",
                            description = "for how long, of each kind (${DEFAULT-VALUE})")
                    int seconds,
            @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "(${DEFAULT-VALUE})")
                    long seed)
            throws IOException, InterruptedException {
        if (environments < 1 || environments > 2_000) {
            throw new ParameterException(spec.commandLine(), "--environments must be from 1 to 2,000");
        }
        if (seconds < 1 || answers.stream().anyMatch(millis -> millis < 0)) {
            throw new ParameterException(spec.commandLine(), "--seconds must be 1 or more, --answers 0 or more");
        }
        PrintWriter console = spec.commandLine().getOut();
        for (long millis : answers) {
            for (boolean http2 : new boolean[] {false, true}) {
                Fleet fleet = Fleet.with(small -> {
                    small.environments = environments;
                    small.ramp = Math.min(small.ramp, seconds * 500L);
                    small.duration = seconds * 1_000L;
                    small.thinkTime = millis;
                    small.streams = http2 ? (int) Bound.STREAMS_PER_CONNECTION.defaultValue() : 1;
                });
                console.println(new RealFleet(fleet, http2).run(seed).json());
                console.flush();
            }
        }
        return 0;
    }

    /** Measures what a handshake costs a collector. */
    @Command(
            name = "measure",
            description = {
                "Measures what a connection costs a collector: nginx with one worker, on loopback.",
                "Needs Linux, nginx and openssl."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int measure(
            @Option(
                            names = "--connections",
                            paramLabel = "N",
                            defaultValue = "2000",
                            description = "of each kind (${DEFAULT-VALUE})")
                    int connections)
            throws IOException, InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        for (Row row : Measurement.run(connections)) {
            console.println(row.json());
            console.flush();
        }
        return 0;
    }
}
