package io.flushpoint.benchmarks.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All combinations of parameters. */
final class Grid {
    private final Map<String, List<String>> parameters;

    private Grid(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * The defaults, with what was given in their place.
     *
     * @param given values parted by commas
     * @throws IllegalArgumentException if there is no such parameter
     */
    static Grid of(Map<String, List<String>> defaults, Map<String, String> given) {
        Map<String, List<String>> parameters = new LinkedHashMap<>(defaults);
        given.forEach((name, values) -> {
            if (!parameters.containsKey(name)) {
                throw new IllegalArgumentException("no parameter " + name + ", only " + defaults.keySet());
            }
            parameters.put(
                    name,
                    Arrays.stream(values.split(",", -1)).map(String::strip).toList());
        });
        return new Grid(parameters);
    }

    List<Cell> cells() {
        List<Map<String, String>> rows = List.of(Map.of());
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> row : rows) {
                for (String value : parameter.getValue()) {
                    Map<String, String> added = new LinkedHashMap<>(row);
                    added.put(parameter.getKey(), value);
                    longer.add(added);
                }
            }
            rows = longer;
        }
        return rows.stream().map(Cell::new).toList();
    }
}
