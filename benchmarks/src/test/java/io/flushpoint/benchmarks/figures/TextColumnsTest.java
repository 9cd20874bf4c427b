package io.flushpoint.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import org.junit.jupiter.api.Test;

class TextColumnsTest {
    private static final TextColumns COLUMNS =
            TextColumns.of(Cells.words(0, 8), Cells.numbers(1, 6), Cells.words(2, 4), Cells.rest(2));

    @Test
    void wordsStandAtTheLeftAndNumbersAtTheRight() {
        assertThat(COLUMNS.line("flush", 12, "no", "to the end of the line"))
                .isEqualToNormalizingNewlines("flush        12  no    to the end of the line\n");
    }

    @Test
    void nothingFollowsTheLastCell() {
        assertThat(COLUMNS.line("flush", 12)).isEqualToNormalizingNewlines("flush        12\n");
    }

    @Test
    void aCellThatIsTooLongIsNotCut() {
        assertThat(COLUMNS.line("a-long-client-name", 12, "no"))
                .contains("12")
                .containsPattern("a-long-c\\s*lient-name");
    }
}
