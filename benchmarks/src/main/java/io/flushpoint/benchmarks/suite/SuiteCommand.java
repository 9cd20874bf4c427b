package io.flushpoint.benchmarks.suite;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code suite}: measures the sections of a profile one after the other, each by the very command that the page
 * then names, and reports each as soon as it is measured. What was interrupted goes on with {@code --from}.
 */
@Command(
        name = "suite",
        description = {
            "Measures and reports every section of the benchmarks' page.",
            "Sections already done stay when a later one fails; go on with --from."
        },
        footer = "Exit code: 0 all measured and reported, 1 a section was not, 2 bad usage.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SuiteCommand implements Callable<Integer> {
    private static final String MAIN = "io.flushpoint.benchmarks.Main";

    /** How the page names this jar. */
    private static final String SHOWN = "java -jar benchmarks/target/benchmarks.jar ";

    /** How much there is to measure. */
    enum Profile {
        /** Within five minutes. */
        QUICK,
        /** Within an hour and a quarter. */
        FULL
    }

    @Option(
            names = "--profile",
            defaultValue = "QUICK",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}): within five minutes, or an hour and a quarter")
    private Profile profile;

    @Option(names = "--only", paramLabel = "SECTION", split = ",", description = "these sections only")
    private List<String> only = new ArrayList<>();

    @Option(names = "--from", paramLabel = "SECTION", description = "this section and those after it")
    private @Nullable String from;

    @Option(names = "--list", description = "print the commands, and measure nothing")
    private boolean list;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "docs/benchmarks",
            description = "of the report (${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--note", paramLabel = "TEXT", description = "kept with the raw files, such as 'shared machine'")
    private @Nullable String note;

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public SuiteCommand() {}

    /**
     * Measures and reports.
     *
     * @return 0, or 1 if a section failed
     * @throws ParameterException on bad usage
     */
    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Section> sections = chosen();
        if (list) {
            PrintWriter lines = spec.commandLine().getOut();
            sections.forEach(section -> lines.println(section.name() + ": " + shown(section)));
            lines.flush();
            return 0;
        }
        Path results = Files.createTempDirectory("flushpoint-suite");
        boolean all = true;
        long begin = System.nanoTime();
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            say("== " + (i + 1) + "/" + sections.size() + ", after " + taken.toSeconds() + " s: " + shown(section));
            all &= done(section, results.resolve(section.fileName()));
        }
        return all ? 0 : 1;
    }

    private List<Section> chosen() {
        List<Section> sections = profile == Profile.FULL ? Section.full() : Section.quick();
        List<String> names = sections.stream().map(Section::name).toList();
        List<String> asked = new ArrayList<>(only);
        String first = from;
        if (first != null) {
            asked.add(first);
        }
        for (String name : asked) {
            if (!names.contains(name)) {
                throw new ParameterException(spec.commandLine(), "no section " + name + ", only " + names);
            }
        }
        List<Section> following = first == null ? sections : sections.subList(names.indexOf(first), sections.size());
        return following.stream()
                .filter(section -> only.isEmpty() || only.contains(section.name()))
                .toList();
    }

    private static String shown(Section section) {
        return SHOWN + String.join(" ", section.measure());
    }

    private boolean done(Section section, Path file) throws IOException, InterruptedException {
        List<String> measure = new ArrayList<>(section.measure());
        measure.addAll(List.of("-rff", file.toString()));
        if (run(measure) != 0) {
            say("== not all of " + section.name() + " could be measured");
            if (!Files.exists(file) || Files.size(file) == 0) {
                return false;
            }
        }
        List<String> report = new ArrayList<>(List.of(
                "report", section.report(), file.toString(), "--out", out.toString(), "--command", shown(section)));
        if (note != null) {
            report.addAll(List.of("--note", note));
        }
        return run(report) == 0;
    }

    /** In a process of its own, by the class path of this one, its output ours. */
    private static int run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MAIN));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
