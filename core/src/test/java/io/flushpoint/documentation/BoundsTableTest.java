package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Bound;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundsTableTest {
    private static final String PAGE = "docs/bounds.md";
    private static final String BEGIN = "<!-- bounds:begin -->\n";
    private static final String END = "<!-- bounds:end -->";

    /** Name, class and value of each constant in the second table. */
    private static final Pattern CONSTANT =
            Pattern.compile("(?m)^\\| `(\\w+)` \\| `([\\w.]+)` \\| ([\\d,]+)(?: (\\S+))? \\|");

    private static final List<String> PACKAGES = List.of(
            "io.flushpoint.",
            "io.flushpoint.internal.connection.",
            "io.flushpoint.internal.dispatch.",
            "io.flushpoint.internal.encode.",
            "io.flushpoint.internal.http2.");

    @Test
    void theTableIsTheEnum() {
        String page = Pages.text(PAGE);
        assertThat(page).contains(BEGIN).contains(END);
        String table = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
        assertThat(table.equals(generated()))
                .as("the table in %s is this:%n%s", PAGE, generated())
                .isTrue();
    }

    private static String generated() {
        return Arrays.stream(Bound.values())
                .map(bound -> String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %,d | %,d to %,d | %s |\n",
                        bound.name(),
                        bound.unit().name().toLowerCase(Locale.ROOT),
                        bound.defaultValue(),
                        bound.min(),
                        bound.max(),
                        bound.reason()))
                .collect(Collectors.joining(
                        "", "| name | unit | default | range | reason |\n|---|---|---:|---:|---|\n", ""));
    }

    static Stream<MatchResult> constants() {
        return CONSTANT.matcher(Pages.text(PAGE)).results();
    }

    @ParameterizedTest
    @MethodSource("constants")
    void aConstantHasTheValueThatThePageSays(MatchResult row) throws ReflectiveOperationException {
        var field = type(row.group(2)).getDeclaredField(row.group(1));
        field.setAccessible(true);
        long said = Long.parseLong(row.group(3).replace(",", ""));
        assertThat(inUnitOf(row.group(1), said, row.group(4))).isEqualTo(((Number) field.get(null)).longValue());
    }

    /** Brings a value as people read it into the unit that the name of the constant ends in. */
    private static long inUnitOf(String name, long said, String unit) {
        long nanos = switch (String.valueOf(unit)) {
            case "µs" -> said * 1_000;
            case "ms" -> said * 1_000_000;
            case "s" -> said * 1_000_000_000;
            default -> said;
        };
        if (name.endsWith("_MILLIS")) {
            return nanos / 1_000_000;
        }
        return name.endsWith("_SECONDS") ? nanos / 1_000_000_000 : nanos;
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        for (String room : PACKAGES) {
            try {
                return Class.forName(room + name);
            } catch (ClassNotFoundException e) {
                // the next one
            }
        }
        throw new ClassNotFoundException(name);
    }
}
