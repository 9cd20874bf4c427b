package io.flushpoint.benchmarks.scale;

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
