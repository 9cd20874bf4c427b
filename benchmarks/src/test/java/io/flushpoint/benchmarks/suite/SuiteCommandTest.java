package io.flushpoint.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.cold.ColdStart;
import io.flushpoint.benchmarks.grid.Experiment;
import io.flushpoint.benchmarks.growth.Growth;
import io.flushpoint.benchmarks.jmh.FlushLatency;
import io.flushpoint.benchmarks.jmh.Throughput;
import io.flushpoint.benchmarks.memory.Memory;
import io.flushpoint.benchmarks.thaw.Thaw;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;
import picocli.CommandLine;

class SuiteCommandTest {
    private static final Map<String, Experiment> EXPERIMENTS = Stream.of(
                    new ColdStart(), new Thaw(), new Memory(), new Growth())
            .collect(Collectors.toMap(Experiment::name, each -> each));
    private static final Map<String, Class<?>> BENCHMARKS =
            Map.of("FlushLatency", FlushLatency.class, "Throughput", Throughput.class);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everySectionNamesParametersThatExist() {
        assertThat(Stream.concat(Section.full().stream(), Section.quick().stream()))
                .allSatisfy(section -> {
                    String benchmark = section.measure().get(0);
                    Class<?> jmh = BENCHMARKS.get(benchmark);
                    Set<String> known = jmh == null
                            ? EXPERIMENTS.get(benchmark).parameters().keySet()
                            : Arrays.stream(jmh.getDeclaredFields())
                                    .filter(field -> field.isAnnotationPresent(Param.class))
                                    .map(field -> field.getName())
                                    .collect(Collectors.toSet());
                    assertThat(known).as(section.name()).containsAll(parameters(section));
                });
    }

    @Test
    void noSectionHasTheNameOfAnother() {
        assertThat(Section.full().stream().map(Section::name)).doesNotHaveDuplicates();
        assertThat(Section.full().stream().map(Section::name))
                .containsAll(Section.quick().stream().map(Section::name).toList());
    }

    @Test
    void goesOnFromASection() {
        assertThat(execute("--profile", "full", "--from", "growth-rate", "--list"))
                .isZero();

        assertThat(out.toString().lines().map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("growth-rate", "growth-bytes");
        assertThat(out.toString())
                .contains(": java -jar benchmarks/target/benchmarks.jar Growth -i 1 -p connections=64");
    }

    @Test
    void anUnknownSectionIsBadUsage() {
        assertThat(execute("--only", "latency-http,speed")).isEqualTo(2);

        assertThat(err.toString()).contains("no section speed, only [latency-http, ");
    }

    private static List<String> parameters(Section section) {
        return section.measure().stream()
                .filter(word -> word.contains("="))
                .map(word -> word.replaceFirst("=.*", ""))
                .toList();
    }

    private int execute(String... arguments) {
        return new CommandLine(new SuiteCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
