package io.flushpoint.benchmarks.report;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code report}: turns raw result files into Markdown tables and plots. */
@Command(
        name = "report",
        description = {
            "Turns raw result files into tables and plots, in README.md and SVG.",
            "Run it on the machine that measured, right after: it records machine, JDK and date of a new raw file."
        },
        footer = "Exit code: 0 written, 1 bad results or no report possible here, 2 bad usage.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReportCommand implements Callable<Integer> {
    /** What is a file name, a link and a marker at once. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    @Option(
            names = "--lab",
            paramLabel = "FILE",
            description = "JSON lines of 'lab --json': billed time per strategy, a plot per file")
    private List<Path> lab = new ArrayList<>();

    @Option(
            names = "--first",
            paramLabel = "FILE",
            description = "JSON lines with first_ms: the first invocation against warm ones, one plot of all files")
    private List<Path> first = new ArrayList<>();

    @Option(
            names = "--latency",
            paramLabel = "FILE",
            description = "JSON of JMH, FlushLatency: percentiles, a plot per file")
    private List<Path> latency = new ArrayList<>();

    @Option(names = "--throughput", paramLabel = "FILE", description = "JSON of JMH, Throughput: a plot per file")
    private List<Path> throughput = new ArrayList<>();

    @Option(
            names = "--cold",
            paramLabel = "FILE",
            description = "JSON lines of ColdStart: stacked by phase, a plot per file")
    private List<Path> cold = new ArrayList<>();

    @Option(names = "--thaw", paramLabel = "FILE", description = "JSON lines of Thaw")
    private List<Path> thaw = new ArrayList<>();

    @Option(names = "--memory", paramLabel = "FILE", description = "JSON lines of Memory")
    private List<Path> memory = new ArrayList<>();

    @Option(
            names = "--growth",
            paramLabel = "FILE",
            description = "JSON lines of Growth, of which one parameter grows: curves, a plot per file")
    private List<Path> growth = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "docs/benchmarks",
            description = "where to write (${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--title", paramLabel = "TEXT", description = "of the plot, if there is only one")
    private @Nullable String title;

    @Option(names = "--command", paramLabel = "TEXT", description = "what was run to measure; kept with the raw files")
    private @Nullable String command;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "what else to know, such as 'shared machine'; kept, too")
    private @Nullable String note;

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public ReportCommand() {}

    /**
     * Names the files written on standard output. Nothing is written before all raw files have been understood.
     *
     * @return 0, or 1 if a raw file is wrong or no report can be made here
     * @throws ParameterException on bad usage
     */
    @Override
    public Integer call() {
        check();
        PrintWriter lines = spec.commandLine().getOut();
        try {
            Typeface typeface = Typeface.load();
            ReportDirectory shelf = new ReportDirectory(out, typeface);
            for (Chapter chapter : chapters(typeface)) {
                lines.println(shelf.put(chapter, correction()));
            }
            lines.println(out.resolve("README.md"));
            lines.flush();
            return ExitCode.OK;
        } catch (ReportException e) {
            spec.commandLine().getErr().println("report: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private List<Chapter> chapters(Typeface typeface) {
        List<Chapter> chapters = new ArrayList<>();
        lab.forEach(file -> chapters.add(Chapter.billed(new RawFile(file), typeface)));
        if (!first.isEmpty()) {
            chapters.add(Chapter.first(first.stream().map(RawFile::new).toList(), typeface));
        }
        byKind().forEach((kind, files) -> files.forEach(file -> chapters.add(kind.apply(new RawFile(file), typeface))));
        String changed = title;
        return changed == null
                ? chapters
                : chapters.stream().map(chapter -> chapter.withTitle(changed)).toList();
    }

    private Map<BiFunction<RawFile, Typeface, Chapter>, List<Path>> byKind() {
        Map<BiFunction<RawFile, Typeface, Chapter>, List<Path>> kinds = new LinkedHashMap<>();
        kinds.put(JmhChapters::latency, latency);
        kinds.put(JmhChapters::throughput, throughput);
        kinds.put(ExperimentChapters::cold, cold);
        kinds.put(ExperimentChapters::thaw, thaw);
        kinds.put(ExperimentChapters::memory, memory);
        kinds.put(ExperimentChapters::growth, growth);
        return kinds;
    }

    /** Every raw file. */
    private List<Path> files() {
        return Stream.of(lab, first, latency, throughput, cold, thaw, memory, growth)
                .flatMap(List::stream)
                .toList();
    }

    private UnaryOperator<Origin> correction() {
        String ran = command;
        String added = note;
        return origin -> {
            Origin corrected = ran == null ? origin : origin.withCommand(ran);
            return added == null ? corrected : corrected.withNote(added);
        };
    }

    private void check() {
        require(!files().isEmpty(), "nothing to report: give --lab, --latency or another kind of raw file");
        int plots = files().size() - first.size() + Math.min(1, first.size());
        require(title == null || plots == 1, "--title is for one plot, not several");
        requirePrintable("--title", title);
        requirePrintable("--command", command);
        requirePrintable("--note", note);
        Set<String> stems = new HashSet<>(Set.of(Chapter.FIRST));
        for (Path file : files()) {
            String name = file.getFileName().toString();
            require(name.matches(NAME), "the file name '" + name + "' must be of letters, digits, '.', '_' and '-'");
            require(Files.isReadable(file), file + " cannot be read");
            require(
                    stems.add(new RawFile(file).stem()),
                    "the name '" + name + "' is taken: each raw file needs its own");
        }
    }

    private void requirePrintable(String option, @Nullable String text) {
        require(text == null || Notation.printable(text), option + " must be one line of printable characters");
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
