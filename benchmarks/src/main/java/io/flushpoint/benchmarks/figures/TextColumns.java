package io.flushpoint.benchmarks.figures;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/**
 * The columns of a table for people, line by line, so that a line can be shown before the next is known. Words stand at the
 * left of their column, numbers at its right.
 */
public final class TextColumns {
    /** Wide enough for whatever ends a line. */
    private static final int REST = 400;

    /**
     * One column.
     *
     * @param gap free at its left
     * @param width the gap included
     */
    public record Cells(int gap, int width, boolean atRight) {
        /** Words, of at most that width. */
        public static Cells words(int gap, int width) {
            return new Cells(gap, gap + width, false);
        }

        /** Words to the end of the line. */
        public static Cells rest(int gap) {
            return words(gap, REST);
        }

        /** Numbers, of at most that width. */
        public static Cells numbers(int gap, int width) {
            return new Cells(gap, gap + width, true);
        }

        private Column column(String cell) {
            return new Column(width, atRight ? Math.max(gap, width - cell.length()) : gap, Overflow.SPAN);
        }
    }

    private final List<Cells> layout;

    private TextColumns(List<Cells> layout) {
        this.layout = layout;
    }

    /** From left to right. */
    public static TextColumns of(Cells... layout) {
        return new TextColumns(List.of(layout));
    }

    /** A line of the table, its end included. Columns without a cell stay empty. */
    public String line(Object... cells) {
        Column[] columns = new Column[layout.size()];
        String[] texts = new String[layout.size()];
        for (int i = 0; i < columns.length; i++) {
            texts[i] = i < cells.length ? cells[i].toString() : "";
            columns[i] = layout.get(i).column(texts[i]);
        }
        TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
        table.addRowValues(texts);
        return table.toString();
    }

    /** A number as a cell, with one place. */
    public static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
