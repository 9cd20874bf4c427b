package io.flushpoint.lambda.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsRowsTest {
    private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/bounds.md");

    @ParameterizedTest
    @CsvSource({"LambdaOptions, MARGIN", "LambdaOptions, WARM_UP", "Invocation, VERDICT_WAIT"})
    void thePageHasTheConstantWithItsValue(String type, String constant)
            throws IOException, ReflectiveOperationException {
        var field = Class.forName("io.flushpoint.lambda." + type).getDeclaredField(constant);
        field.setAccessible(true);
        assertThat(Files.readString(PAGE))
                .contains("| `" + type + "." + constant + "` | " + text((Duration) field.get(null)) + " |");
    }

    private static String text(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
