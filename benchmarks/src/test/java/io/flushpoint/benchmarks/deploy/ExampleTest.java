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

/** What the example that users copy says in its template is what its own build makes; CI builds and runs it. */
class ExampleTest {
    private static final Path EXAMPLE = Template.DOCS.resolve("examples/orders");
    private static final Map<String, Object> FUNCTION =
            Template.read(EXAMPLE.resolve("template.yaml")).functions().get("Orders");

    @Test
    void theHandlerIsAClassOfTheExample() {
        String source = ((String) FUNCTION.get("Handler")).replace('.', '/') + ".java";
        assertThat(EXAMPLE.resolve("src/main/java").resolve(source)).isRegularFile();
    }

    @Test
    void theZipIsTheOneThatTheBuildMakes() throws IOException {
        assertThat(FUNCTION).containsEntry("CodeUri", "target/" + inPom("finalName", EXAMPLE) + ".zip");
    }

    @Test
    void theNativesInTheZipAreThoseOfTheArchitecture() throws IOException {
        Map<String, String> leftOut = Map.of("x86_64", "linux-aarch_64", "arm64", "linux-x86_64");
        List<?> architectures = (List<?>) FUNCTION.get("Architectures");
        assertThat(architectures)
                .singleElement()
                .satisfies(
                        each -> assertThat(leftOut.get((String) each)).isEqualTo(inPom("natives.left-out", EXAMPLE)));
    }

    @Test
    void itDependsOnTheVersionThatStandsBesideIt() throws IOException {
        assertThat(inPom("flushpoint.version", EXAMPLE)).isEqualTo(inPom("version", Template.DOCS.resolveSibling("")));
    }

    /** The first element of a name. */
    private static String inPom(String element, Path project) throws IOException {
        Matcher matcher = Pattern.compile("<" + Pattern.quote(element) + ">([^<]+)</")
                .matcher(Files.readString(project.resolve("pom.xml")));
        assertThat(matcher.find()).as(element).isTrue();
        return matcher.group(1);
    }
}
