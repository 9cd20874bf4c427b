package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The variables of the SAM template, and those that its page names, are ones that the adapter takes. */
class DeployTemplateTest {
    private static final Path DEPLOY =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("deploy");

    private static final Pattern VARIABLE = Pattern.compile("(?m)^ +(FLUSHPOINT_\\w+): \"?([^\"\\n]*)\"?$");
    private static final Pattern NAME = Pattern.compile("FLUSHPOINT_\\w+");

    static Stream<MatchResult> variables() throws IOException {
        return VARIABLE.matcher(Files.readString(DEPLOY.resolve("template.yaml")))
                .results();
    }

    @ParameterizedTest
    @MethodSource("variables")
    void theAdapterTakesTheVariableWithItsValue(MatchResult variable) {
        String value = variable.group(2).equals("!Ref Collector") ? "https://metrics.example.com" : variable.group(2);
        assertThatNoException().isThrownBy(() -> LambdaOptions.fromEnvironment(Map.of(variable.group(1), value)));
    }

    @Test
    void noVariableIsMissedByThePattern() throws IOException {
        long named = Files.readString(DEPLOY.resolve("template.yaml"))
                .lines()
                .filter(line -> !line.strip().startsWith("#") && line.contains("FLUSHPOINT_"))
                .count();
        assertThat(variables()).hasSize((int) named);
    }

    @Test
    void thePageNamesNoOtherVariables() throws IOException {
        assertThat(NAME.matcher(Files.readString(DEPLOY.resolve("README.md")))
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .isNotEmpty()
                .allSatisfy(name -> assertThatNoException()
                        .isThrownBy(() -> LambdaOptions.fromEnvironment(Map.of(name, sample(name)))));
    }

    /** A value that a variable of that name takes. */
    private static String sample(String name) {
        return switch (name) {
            case "FLUSHPOINT_ENDPOINTS" -> "https://metrics.example.com";
            case "FLUSHPOINT_LEVEL" -> "SENT";
            case "FLUSHPOINT_TRANSPORT" -> "NIO";
            case "FLUSHPOINT_LOOP" -> "DEDICATED";
            case "FLUSHPOINT_IDEMPOTENCY_KEY_HEADER" -> "Idempotency-Key";
            case "FLUSHPOINT_FAIL_INVOCATION", "FLUSHPOINT_RESEND_LOST", "FLUSHPOINT_AFTER_RESPONSE" -> "true";
            case "FLUSHPOINT_FREEZE_GAP" -> "500";
            default -> "50";
        };
    }
}
