package io.flushpoint.lambda.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterSnippetsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");
    private static final Path SOURCES = ROOT.resolve("lambda-adapter/src/test/java/io/flushpoint/lambda/documentation");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^ *// snippet:\\S+\\n(.*?)^ *// end$");

    @ParameterizedTest
    @CsvSource({
        "Orders.java, README.md, orders",
        "WrappedOrders.java, docs/lambda.md, wrapped",
        "ConfiguredOrders.java, docs/lambda.md, configured"
    })
    void thePageShowsWhatIsCompiled(String source, String page, String snippet) throws IOException {
        Pattern shown = Pattern.compile("(?ms)^<!-- snippet:" + snippet + " -->\\n```java\\n(.*?)^```$");
        assertThat(only(shown, ROOT.resolve(page))).isEqualTo(only(SNIPPET, SOURCES.resolve(source)));
    }

    /** The only match in a file, each line without the space around it. */
    private static String only(Pattern pattern, Path file) throws IOException {
        var matches = pattern.matcher(Files.readString(file)).results().toList();
        assertThat(matches).as(file.toString()).hasSize(1);
        return matches.get(0).group(1).strip().lines().map(String::strip).reduce("", (all, line) -> all + "\n" + line);
    }
}
