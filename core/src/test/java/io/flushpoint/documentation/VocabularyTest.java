package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.WireState;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z_]*[A-Z]");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|(.*)\\|$");

    @Test
    void everyFailureHasItsRow() {
        assertThat(rows("docs/outcomes.md", "failures")).isEqualTo(names(Failure.values()));
    }

    @Test
    void everyPhaseHasItsRow() {
        assertThat(rows("docs/outcomes.md", "phases")).isEqualTo(names(Phase.values()));
    }

    @Test
    void everyWireStateHasItsRow() {
        assertThat(rows("docs/outcomes.md", "wire states")).isEqualTo(names(WireState.values()));
    }

    @Test
    void everyKindOfDeliveryReportHasItsRow() {
        assertThat(rows("docs/outcomes.md", "delivery report")).isEqualTo(names(DeliveryReport.Kind.values()));
    }

    @Test
    void everyLevelHasItsRow() {
        assertThat(rows("README.md", "levels")).isEqualTo(names(DeliveryLevel.values()));
        assertThat(rows("docs/how-it-works.md", "levels")).isEqualTo(names(DeliveryLevel.values()));
        assertThat(rows("docs/outcomes.md", "levels")).isEqualTo(names(DeliveryLevel.values()));
    }

    @Test
    void everyReasonToRetireHasItsRow() {
        assertThat(rows("docs/how-it-works.md", "retire reasons")).isEqualTo(names(RetireReason.values()));
    }

    @Test
    void theRowOfAFailureNamesNoWireStateOrPhaseThatDoesNotExist() {
        List<String> known = Stream.of(
                        Failure.values(), Phase.values(), WireState.values(), DeliveryLevel.values(), Bound.values())
                .flatMap(values -> names(values).stream())
                .toList();
        String table = section("docs/outcomes.md", "failures");
        assertThat(table.lines().filter(line -> ROW.matcher(line).matches()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(inBackticks(row)
                                .filter(word -> CONSTANT.matcher(word).matches()))
                        .isSubsetOf(known));
    }

    /** The constants in the first column of the table that the marker stands before, in the order of the page. */
    private static List<String> rows(String page, String table) {
        return ROW.matcher(section(page, table))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static String section(String page, String table) {
        String marker = "<!-- table:" + table + " -->\n";
        String text = Pages.text(page);
        assertThat(text).as(page).contains(marker);
        int start = text.indexOf(marker) + marker.length();
        int end = text.indexOf("\n\n", start);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static Stream<String> inBackticks(String text) {
        return Pattern.compile("`([^`]+)`").matcher(text).results().map(code -> code.group(1));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
