package io.flushpoint.benchmarks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the examples that users copy say in their templates is what their own builds make; CI builds and runs them. */
class ExampleTest {
    /** One of them, and its function. */
    private record Example(Path directory, Map<String, Object> function) {
        static Example of(String directory, String function) {
            Path path = Template.DOCS.resolve("examples").resolve(directory);
            return new Example(
                    path,
                    Template.read(path.resolve("template.yaml")).functions().get(function));
        }

        @Override
        public String toString() {
            return directory.getFileName().toString();
        }
    }

    static List<Example> examples() {
        return List.of(Example.of("orders", "Orders"), Example.of("telemetry", "Checkout"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theHandlerIsAClassOfTheExample(Example example) {
        String source = ((String) example.function().get("Handler")).replace('.', '/') + ".java";
        assertThat(example.directory().resolve("src/main/java").resolve(source)).isRegularFile();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theZipIsTheOneThatTheBuildMakes(Example example) throws IOException {
        assertThat(example.function())
                .containsEntry("CodeUri", "target/" + inPom("finalName", example.directory()) + ".zip");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theNativesInTheZipAreThoseOfTheArchitecture(Example example) throws IOException {
        Map<String, String> leftOut = Map.of("x86_64", "linux-aarch_64", "arm64", "linux-x86_64");
        List<?> architectures = (List<?>) example.function().get("Architectures");
        assertThat(architectures)
                .singleElement()
                .satisfies(each -> assertThat(leftOut.get((String) each))
                        .isEqualTo(inPom("natives.left-out", example.directory())));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itDependsOnTheVersionThatStandsBesideIt(Example example) throws IOException {
        assertThat(inPom("flushpoint.version", example.directory()))
                .isEqualTo(inPom("version", Template.DOCS.resolveSibling("")));
    }

    @Test
    void theExampleOfTelemetryHasTheSdkThatItIsTestedWith() throws IOException {
        assertThat(inPom("opentelemetry.version", Template.DOCS.resolve("examples/telemetry")))
                .isEqualTo(inPom("opentelemetry.version", Template.DOCS.resolveSibling("")));
    }

    /** The first element of a name. */
    private static String inPom(String element, Path project) throws IOException {
        Matcher matcher = Pattern.compile("<" + Pattern.quote(element) + ">([^<]+)</")
                .matcher(Files.readString(project.resolve("pom.xml")));
        assertThat(matcher.find()).as(element).isTrue();
        return matcher.group(1);
    }
}
