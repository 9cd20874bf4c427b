package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The variables of the SAM templates, and those that the page names, are ones that the adapter takes. */
class DeployTemplateTest {
    private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");
    private static final List<Path> TEMPLATES = List.of(
            DOCS.resolve("deploy/template.yaml"),
            DOCS.resolve("examples/orders/template.yaml"),
            DOCS.resolve("examples/telemetry/template.yaml"));

    private static final Pattern VARIABLE = Pattern.compile("(?m)^ +(FLUSHPOINT_\\w+): \"?([^\"\\n]*)\"?$");
    private static final Pattern NAME = Pattern.compile("FLUSHPOINT_\\w+");

    static Stream<MatchResult> variables() throws IOException {
        return VARIABLE.matcher(templates()).results();
    }

    private static String templates() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path template : TEMPLATES) {
            text.append(Files.readString(template));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("variables")
    void theAdapterTakesTheVariableWithItsValue(MatchResult variable) {
        String value = variable.group(2).equals("!Ref Collector") ? "https://metrics.example.com" : variable.group(2);
        assertThatNoException().isThrownBy(() -> LambdaOptions.fromEnvironment(Map.of(variable.group(1), value)));
    }

    @Test
    void noVariableIsMissedByThePattern() throws IOException {
        long named = templates()
                .lines()
                .filter(line -> !line.strip().startsWith("#") && line.contains("FLUSHPOINT_"))
                .count();
        assertThat(variables()).hasSize((int) named);
    }

    @Test
    void thePageNamesNoOtherVariables() throws IOException {
        assertThat(NAME.matcher(Files.readString(DOCS.resolve("deploy/README.md")))
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
