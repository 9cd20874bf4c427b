package io.flushpoint.lambda.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsRowsTest {
    private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/bounds.md");

    @ParameterizedTest
    @CsvSource({
        "LambdaOptions, MARGIN",
        "LambdaOptions, WARM_UP",
        "LambdaOptions, LONGEST_WAIT",
        "LambdaOptions, RESTORE",
        "Invocation, VERDICT_WAIT",
        "AfterResponse, BEGIN_WAIT",
        "AfterResponse, REGISTER",
        "AfterResponse, ATTEMPTS",
        "AfterResponse, FIRST_PAUSE",
        "Checkpointing, DISCONNECT",
        "ReportDesk, CAPACITY",
        "ReportDesk, CAPACITY_BYTES",
        "Priming, SENDS"
    })
    void thePageHasTheConstantWithItsValue(String type, String constant)
            throws IOException, ReflectiveOperationException {
        var field = Class.forName("io.flushpoint.lambda." + type).getDeclaredField(constant);
        field.setAccessible(true);
        assertThat(Files.readString(PAGE))
                .contains("| `" + type + "." + constant + "` | " + text(field.get(null)) + " |");
    }

    private static String text(Object value) {
        return value instanceof Duration time ? text(time) : String.format(Locale.ROOT, "%,d", (int) value);
    }

    private static String text(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
