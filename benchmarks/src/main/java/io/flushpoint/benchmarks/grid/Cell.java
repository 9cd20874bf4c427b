package io.flushpoint.benchmarks.grid;

import java.util.Map;
import java.util.stream.Collectors;

/** One combination of parameters. */
public final class Cell {
    private final Map<String, String> values;

    /** With the values in the order of the map. */
    Cell(Map<String, String> values) {
        this.values = values;
    }

    /** The value of a parameter. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name + ", only " + values.keySet());
        }
        return value;
    }

    /** The value as a whole number from 0 on. */
    public int count(String name) {
        String value = text(name);
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(name + " must be a whole number, not " + value);
        }
        return Integer.parseInt(value);
    }

    /** The value as yes or no. */
    public boolean flag(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false, not " + text(name));
        };
    }

    /** Names and values. */
    Map<String, String> values() {
        return values;
    }

    /** For people. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }
}
