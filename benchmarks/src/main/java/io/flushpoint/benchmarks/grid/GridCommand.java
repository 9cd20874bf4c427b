package io.flushpoint.benchmarks.grid;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs an experiment: a line of progress on standard error and a line of results, as JSON, on standard output or in a
 * file. Results are written as they come, so a run that is interrupted keeps what it has.
 *
 * <p>Exit code 0 if all was measured that can be here; 1 if a measurement failed; 2 on bad usage.
 */
@Command(sortOptions = false, footer = "Exit code: 0 measured, 1 a measurement failed, 2 bad usage.")
public final class GridCommand implements Callable<Integer> {
    private final Experiment experiment;

    @Option(
            names = "-p",
            paramLabel = "NAME=VALUE[,VALUE]",
            description = "values of a parameter, in the place of its defaults")
    private Map<String, String> given = new LinkedHashMap<>();

    @Option(names = "-rff", paramLabel = "FILE", description = "results go there (standard output)")
    private @Nullable Path file;

    @Option(names = "-i", paramLabel = "N", description = "rounds: how often each combination is measured")
    private @Nullable Integer rounds;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and exit")
    boolean help;

    @Spec
    private final CommandSpec spec = CommandSpec.create();

    private GridCommand(Experiment experiment) {
        this.experiment = experiment;
    }

    /** The command line of an experiment; it closes the experiment. */
    public static CommandLine commandLine(Experiment experiment) {
        CommandLine line = new CommandLine(new GridCommand(experiment)).setCommandName(experiment.name());
        List<String> parameters = new ArrayList<>();
        experiment
                .parameters()
                .forEach((name, values) -> parameters.add("%n  " + name + "=" + String.join(",", values)));
        line.getCommandSpec()
                .usageMessage()
                .description(
                        experiment.description() + "%nParameters and their defaults:" + String.join("", parameters));
        return line;
    }

    @Override
    public Integer call() throws IOException {
        try (experiment;
                PrintWriter results = results()) {
            List<Cell> cells = possible();
            int times = rounds == null ? experiment.rounds() : rounds;
            GridProgress progress = new GridProgress(spec.commandLine().getErr(), cells.size() * times);
            boolean all = true;
            for (int round = 1; round <= times; round++) {
                for (Cell cell : cells) {
                    progress.next(cell);
                    all &= measured(cell, round, results);
                }
            }
            progress.end();
            return all ? 0 : 1;
        }
    }

    private PrintWriter results() throws IOException {
        Path to = file;
        return to == null
                ? spec.commandLine().getOut()
                : new PrintWriter(Files.newBufferedWriter(to, StandardCharsets.UTF_8));
    }

    /** The combinations that can be measured here; the others are named, once for each reason. */
    private List<Cell> possible() {
        try {
            List<Cell> cells = new ArrayList<>();
            Map<String, Integer> obstacles = new LinkedHashMap<>();
            for (Cell cell : Grid.of(experiment.parameters(), given).cells()) {
                String obstacle = experiment.obstacle(cell);
                if (obstacle.isEmpty()) {
                    cells.add(cell);
                } else {
                    obstacles.merge(obstacle, 1, Integer::sum);
                }
            }
            obstacles.forEach((reason, count) ->
                    spec.commandLine().getErr().println("not measured, " + count + " combinations: " + reason));
            return cells;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private boolean measured(Cell cell, int round, PrintWriter results) {
        try {
            JSONObject figures = experiment.run(cell);
            results.println(line(cell, round, figures));
            results.flush();
            return true;
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException("interrupted", e));
        } catch (Exception e) {
            spec.commandLine().getErr().println("failed: " + cell + ": " + e);
            return false;
        }
    }

    private String line(Cell cell, int round, JSONObject figures) {
        JSONObject line = new JSONObject();
        line.put("benchmark", experiment.name());
        cell.values().forEach(line::put);
        line.put("round", round);
        for (String name : figures.keySet()) {
            line.put(name, figures.get(name));
        }
        return line.toString();
    }
}
