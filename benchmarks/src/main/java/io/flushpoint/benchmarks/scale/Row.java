package io.flushpoint.benchmarks.scale;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.json.JSONObject;

/**
 * One line of an experiment's table.
 *
 * @param experiment which
 * @param cells by column, in their order: numbers or words
 */
record Row(String experiment, Map<String, Object> cells) {
    /** A row of columns and cells in turn. */
    static Row of(String experiment, Object... columnsAndCells) {
        Map<String, Object> cells = new LinkedHashMap<>();
        for (int i = 0; i < columnsAndCells.length; i += 2) {
            cells.put((String) columnsAndCells[i], columnsAndCells[i + 1]);
        }
        return new Row(experiment, cells);
    }

    /** One JSON object. */
    String json() {
        JSONObject json = new JSONObject();
        json.put("experiment", experiment);
        cells.forEach((column, cell) -> json.put(column.replace(' ', '_'), cell));
        return json.toString();
    }

    /** The table of rows of one experiment, in Markdown. */
    static String table(List<Row> rows) {
        Map<String, Object> first = rows.get(0).cells();
        String rule = first.values().stream()
                .map(cell -> cell instanceof Number ? "---:|" : "---|")
                .collect(Collectors.joining("", "|", "\n"));
        return line(first.keySet().stream().map(Object::toString).toList())
                + rule
                + rows.stream()
                        .map(row -> line(
                                row.cells().values().stream().map(Row::text).toList()))
                        .collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String text(Object cell) {
        if (cell instanceof Double number) {
            return String.format(Locale.ROOT, number < 10 ? "%,.2f" : "%,.0f", number);
        }
        return cell instanceof Number number ? String.format(Locale.ROOT, "%,d", number.longValue()) : cell.toString();
    }
}
