package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.lab.function.EmptyHandler;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab as it is on this machine: with the real runtime client, frozen as far as can be. */
@Timeout(120)
class LabRunTest {
    private static final Duration THINK_TIME = Duration.ofMillis(300);
    private static final int INVOCATIONS = 3;

    private final List<String> progress = new ArrayList<>();

    @Test
    void awaitAndFlushDeliverEveryRequestBeforeTheFreezeAndOnlyAwaitPaysTheThinkTime() throws Exception {
        List<ContestResult> results = run(Strategy.AWAIT, Strategy.FLUSH);

        assertThat(results).extracting(ContestResult::contestant).containsExactly(Strategy.AWAIT, Strategy.FLUSH);
        assertThat(results).as(String.join("", progress)).allSatisfy(result -> {
            assertThat(result.invocations()).isEqualTo(INVOCATIONS);
            assertThat(result.arrivedBeforeFreeze()).isEqualTo(INVOCATIONS);
            assertThat(result.arrivedAfterThaw()).isZero();
            assertThat(result.lost()).isZero();
            assertThat(result.duplicates()).isZero();
        });
        assertThat(results.get(0).billed().percentile(1)).isGreaterThanOrEqualTo((double) THINK_TIME.toMillis());
        assertThat(results.get(1).billed().percentile(50)).isLessThan(THINK_TIME.toMillis() / 2.0);
    }

    @Test
    void spansPointsAndLogLinesLeaveBeforeTheFreezeAndOnlyTheSdksSenderPaysTheThinkTime() throws Exception {
        LabSettings settings = settings(Optional.empty(), Strategy.FLUSH);

        List<ContestResult> results = Lab.run(
                settings,
                List.of(TelemetrySending.SDK_JDK, TelemetrySending.FLUSHPOINT, TelemetrySending.MICROMETER_FLUSHPOINT),
                progress::add);

        assertThat(results).as(String.join("", progress)).allSatisfy(result -> {
            assertThat(result.arrivedBeforeFreeze()).isEqualTo(INVOCATIONS);
            assertThat(result.lost()).isZero();
            assertThat(result.duplicates()).isZero();
        });
        assertThat(results.get(0).billed().percentile(1)).isGreaterThanOrEqualTo((double) THINK_TIME.toMillis());
        assertThat(results.get(1).billed().percentile(50)).isLessThan((double) THINK_TIME.toMillis());
    }

    @Test
    void everyForgottenRequestIsAccountedFor() throws Exception {
        ContestResult result = run(Strategy.FORGET).get(0);

        assertThat(result.arrivedBeforeFreeze() + result.arrivedAfterThaw() + result.lost())
                .isEqualTo(INVOCATIONS);
    }

    @Test
    void theFunctionOfAZipRunsInPlaceOfTheSampleThatUsesThisProject(@TempDir Path directory) throws Exception {
        Path task = FunctionBundle.unpack(directory).taskRoot();
        Deployment idle = new Deployment(zip(task, directory.resolve("idle.zip")), EmptyHandler.class.getName());

        ContestResult result = run(Optional.of(idle), Strategy.FLUSH).get(0);

        assertThat(result.lost()).as("what a function that sends nothing loses").isEqualTo(INVOCATIONS);
    }

    private static Path zip(Path directory, Path zip) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(zip, Map.of("create", "true"));
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Path copy = content.getPath("/", directory.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return zip;
    }

    private List<ContestResult> run(Strategy... strategies) throws InterruptedException {
        return run(Optional.empty(), strategies);
    }

    private List<ContestResult> run(Optional<Deployment> deployment, Strategy... strategies)
            throws InterruptedException {
        LabSettings settings = settings(deployment, strategies);
        return Lab.run(settings, settings.strategies(), progress::add);
    }

    private static LabSettings settings(Optional<Deployment> deployment, Strategy... strategies) {
        return new LabSettings(
                INVOCATIONS,
                THINK_TIME,
                Duration.ofMillis(50),
                OptionalDouble.empty(),
                List.of(strategies),
                deployment);
    }
}
