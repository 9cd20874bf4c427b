package io.flushpoint.benchmarks.child;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers by name, on one line: {@code written 1234 answered 5678}. Light enough for a process that measures its own start. */
public final class Figures {
    private final Map<String, Long> numbers = new LinkedHashMap<>();

    /** None yet. */
    public Figures() {}

    /** Adds one, or replaces it. */
    public Figures put(String name, long number) {
        numbers.put(name, number);
        return this;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public long get(String name) {
        Long number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("no figure " + name + " in " + this);
        }
        return number;
    }

    /** All, in their order. */
    public Map<String, Long> all() {
        return Map.copyOf(numbers);
    }

    static Figures parse(String line) throws IOException {
        String[] words = line.split(" ", -1);
        Figures figures = new Figures();
        try {
            for (int i = 0; i < words.length; i += 2) {
                figures.put(words[i], Long.parseLong(words[i + 1]));
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(line, e);
        }
        return figures;
    }

    /** The line. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        numbers.forEach((name, number) -> line.append(line.length() == 0 ? "" : " ")
                .append(name)
                .append(' ')
                .append(number));
        return line.toString();
    }
}
