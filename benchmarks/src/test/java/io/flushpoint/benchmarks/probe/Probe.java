package io.flushpoint.benchmarks.probe;

import io.flushpoint.benchmarks.figures.StrictJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One run of the command in this JVM: its exit code and what it wrote. */
record Probe(int exitCode, String out, String err) {
    static Probe run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = ProbeCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int exitCode = commandLine.execute(words);
        return new Probe(exitCode, out.toString(), err.toString());
    }

    static String[] words(String[] first, String... last) {
        return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
    }

    /** The lines of the standard output as JSON objects. */
    List<Map<String, Object>> json() {
        return out.lines().map(StrictJson::object).toList();
    }
}
