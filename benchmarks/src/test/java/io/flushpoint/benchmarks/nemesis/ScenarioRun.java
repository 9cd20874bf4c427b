package io.flushpoint.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.lab.LabCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * One scenario of the lab, short: the command itself fails when a send is neither seen nor reported, seen twice, or when what was
 * reported is not true.
 */
final class ScenarioRun {
    /** Much, for slow machines, and less than what an invocation without a bound would wait. */
    private static final String SLACK_MILLIS = "3000";

    private final String json;
    private final String told;

    private ScenarioRun(String json, String told) {
        this.json = json;
        this.told = told;
    }

    /** Runs it; it must succeed. */
    static ScenarioRun of(String scenario, String mode, String level, int cycles) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new LabCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "--json",
                        "--scenario",
                        scenario,
                        "--mode",
                        mode,
                        "--level",
                        level,
                        "--slack",
                        SLACK_MILLIS,
                        "--cycles",
                        Integer.toString(cycles));
        assertThat(exit).as(() -> out + "\n" + err).isZero();
        return new ScenarioRun(out.toString(), err.toString());
    }

    String json() {
        return json;
    }

    /** What the lab said beside the results: among others, what the function was told of the sends that no peer saw. */
    String told() {
        return told;
    }

    int number(String field) {
        return number(json, field);
    }

    int footprint(String when, String field) {
        return number(json.split("\"" + when + "\":", 2)[1], field);
    }

    private static int number(String json, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":(\\d+)").matcher(json);
        assertThat(matcher.find()).as(field + " in " + json).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
