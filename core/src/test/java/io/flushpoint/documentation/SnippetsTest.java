package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnippetsTest {
    private static final String OF_CORE = "core/src/test/java/io/flushpoint/documentation";
    private static final List<String> OF_TELEMETRY = List.of(
            "core/telemetry/src/test/java/io/flushpoint/telemetry/documentation",
            "core/telemetry/opentelemetry/src/test/java/io/flushpoint/opentelemetry/documentation",
            "core/telemetry/micrometer/src/test/java/io/flushpoint/micrometer/documentation",
            "core/telemetry/zipkin/src/test/java/io/flushpoint/zipkin/documentation");
    private static final String OF_ADAPTER = "lambda-adapter/src/test/java/io/flushpoint/lambda/documentation";

    /** A project of its own, which CI builds. */
    private static final String OF_EXAMPLE = "docs/examples/telemetry/src/main/java/com/example/telemetry";

    /** Compiled in the profile peers alone, with the clients of others. */
    private static final String OF_MIGRATING = "benchmarks/src/migrating/java/io/flushpoint/benchmarks/migrating";

    static Stream<Path> pages() {
        return Pages.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfJavaOnAPageIsCompiled(Path page) {
        List<String> compiled = new ArrayList<>(Pages.snippets(OF_CORE));
        compiled.addAll(Pages.snippets(OF_ADAPTER));
        compiled.addAll(Pages.snippets(OF_EXAMPLE));
        OF_TELEMETRY.forEach(directory -> compiled.addAll(Pages.snippets(directory)));
        compiled.addAll(Pages.snippets(OF_MIGRATING));
        assertThat(compiled).containsAll(Pages.fenced(page, "java"));
    }

    @Test
    void everyCompiledSnippetIsShown() {
        List<String> shown =
                pages().flatMap(page -> Pages.fenced(page, "java").stream()).toList();
        assertThat(shown).containsAll(Pages.snippets(OF_CORE)).containsAll(Pages.snippets(OF_MIGRATING));
        OF_TELEMETRY.forEach(directory -> assertThat(shown).containsAll(Pages.snippets(directory)));
        assertThat(Pages.snippets(OF_CORE)).isNotEmpty();
    }
}
