package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentVariablesTest {
    @Test
    void everySettingHasItsVariable() {
        LambdaOptions options = LambdaOptions.fromEnvironment(Map.ofEntries(
                Map.entry("FLUSHPOINT_ENDPOINTS", "https://a.example.com, http://b.example.com:8080"),
                Map.entry("FLUSHPOINT_LEVEL", "acknowledged"),
                Map.entry("FLUSHPOINT_MARGIN_MS", "250"),
                Map.entry("FLUSHPOINT_WARM_UP_MS", "1000"),
                Map.entry("FLUSHPOINT_LONGEST_WAIT_MS", "700"),
                Map.entry("FLUSHPOINT_RESTORE_MS", "300"),
                Map.entry("FLUSHPOINT_TRANSPORT", "NIO"),
                Map.entry("FLUSHPOINT_FAIL_INVOCATION", "true"),
                Map.entry("FLUSHPOINT_RESEND_LOST", "TRUE"),
                Map.entry("FLUSHPOINT_IDEMPOTENCY_KEY_HEADER", "X-Key"),
                Map.entry("FLUSHPOINT_AFTER_RESPONSE", "true")));

        assertThat(options.endpoints()).containsExactly("https://a.example.com", "http://b.example.com:8080");
        assertThat(options.level()).contains(DeliveryLevel.ACKNOWLEDGED);
        assertThat(options.margin()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.warmUp()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.longestWait()).isEqualTo(Duration.ofMillis(700));
        assertThat(options.restore()).isEqualTo(Duration.ofMillis(300));
        assertThat(options.sender().transport()).isEqualTo(Transport.NIO);
        assertThat(options.failInvocation()).isTrue();
        assertThat(options.resendLost()).isTrue();
        assertThat(options.idempotencyKeyHeader()).isEqualTo("X-Key");
        assertThat(options.afterResponse()).isTrue();
    }

    @Test
    void theLevelOfTheExportersIsLeftToThemButChecked() {
        assertThat(LambdaOptions.fromEnvironment(Map.of("FLUSHPOINT_TELEMETRY_LEVEL", "written"))
                        .level())
                .isEqualTo(LambdaOptions.defaults().level());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LambdaOptions.fromEnvironment(Map.of("FLUSHPOINT_TELEMETRY_LEVEL", "delivered")))
                .withMessageContaining("FLUSHPOINT_TELEMETRY_LEVEL");
    }

    @Test
    void withoutVariablesOfOursEverythingIsAtItsDefault() {
        LambdaOptions options = LambdaOptions.fromEnvironment(Map.of("PATH", "/bin", "AWS_REGION", "eu-central-1"));

        assertThat(options).isSameAs(LambdaOptions.defaults());
    }

    @ParameterizedTest
    @EnumSource(Bound.class)
    void everyBoundHasItsVariable(Bound bound) {
        LambdaOptions options =
                LambdaOptions.fromEnvironment(Map.of("FLUSHPOINT_" + bound.name(), Long.toString(bound.max())));

        assertThat(options.sender().bound(bound)).isEqualTo(bound.max());
    }

    @ParameterizedTest
    @CsvSource({
        "FLUSHPOINT_LEVLE, SENT",
        "FLUSHPOINT_LEVLE, ''",
        "FLUSHPOINT_LEVEL, DELIVERED",
        "FLUSHPOINT_MARGIN_MS, 100ms",
        "FLUSHPOINT_MARGIN_MS, -1",
        "FLUSHPOINT_WARM_UP_MS, 9223372036854775807",
        "FLUSHPOINT_FAIL_INVOCATION, 1",
        "FLUSHPOINT_ENDPOINTS, metrics.example.com",
        "FLUSHPOINT_ENDPOINTS, 'https://a.example.com,,https://b.example.com'",
        "FLUSHPOINT_CONNECTIONS_PER_ENDPOINT, 0",
        "FLUSHPOINT_IDEMPOTENCY_KEY_HEADER, Content-Length"
    })
    void whatIsNotAcceptableNamesTheVariable(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LambdaOptions.fromEnvironment(Map.of(name, value)))
                .withMessageContaining("variable " + name + ":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void anEmptyVariableSuchAsATemplateLeavesIsUnset(String nothing) {
        Map<String, String> all = new HashMap<>();
        EnvironmentVariables.names().forEach(name -> all.put("FLUSHPOINT_" + name, nothing));
        for (Bound bound : Bound.values()) {
            all.put("FLUSHPOINT_" + bound, nothing);
        }

        assertThat(LambdaOptions.fromEnvironment(all)).isSameAs(LambdaOptions.defaults());
    }

    @Test
    void anEmptyEntryAmongTheEndpointsIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> LambdaOptions.fromEnvironment(Map.of("FLUSHPOINT_ENDPOINTS", "https://a.example.com, ")))
                .withMessageContaining("FLUSHPOINT_ENDPOINTS: entry 2 of 2 is empty");
    }

    @Test
    void anUnknownNameIsToldWhichThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LambdaOptions.fromEnvironment(Map.of("FLUSHPOINT_LEVLE", "SENT")))
                .withMessageContaining("LEVEL")
                .withMessageContaining("CONNECTIONS_PER_ENDPOINT");
    }

    @Test
    void theEndpointsOfTheOptionsCountWhereTheCallNamesNone() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                ScriptedServer other = ScriptedServer.start(Script.answering(200))) {
            LambdaOptions options =
                    LambdaOptions.defaults().endpoints(server.uri("/").toString());

            try (LambdaSender sender = LambdaSender.warm(options)) {
                assertThat(sender.post("/x").port()).isEqualTo(server.port());
            }
            try (LambdaSender sender = LambdaSender.warm(options, other.uri("/").toString())) {
                assertThat(sender.post("/x").port()).isEqualTo(other.port());
            }
        }
    }

    @Test
    void thePageListsEveryVariable() throws IOException {
        String page = Files.readString(Path.of("").toAbsolutePath().resolveSibling("docs/lambda.md"));
        List<String> listed = Pattern.compile("(?m)^\\| `FLUSHPOINT_(\\w+)` \\|")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .sorted()
                .toList();

        assertThat(listed).isEqualTo(List.copyOf(EnvironmentVariables.names()));
    }
}
