package io.flushpoint.documentation;

import io.flushpoint.testkit.Medium;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Something that happens to a send, and what is told of it then.
 *
 * @param number one for those that are counted as one
 * @param group the heading under which it stands
 * @param where it happens, and why there only, for readers; empty if that is everywhere
 */
record Scenario(String group, int number, String name, String title, String outcome, String where) {
    private static final String CATALOGUE = "scenarios.txt";

    /** All that the tests of this scenario are to run over. */
    Set<Medium> media() {
        Set<Medium> media = EnumSet.complementOf(EnumSet.of(Medium.NO_CONNECTION));
        if (!where.isEmpty()) {
            for (String narrowed : where.split(":", 2)[0].split(", ", -1)) {
                media.removeAll(Where.of(narrowed).without());
            }
        }
        return media;
    }

    /** All there are, in their order. */
    static List<Scenario> all() {
        try (InputStream bytes = Scenario.class.getResourceAsStream(CATALOGUE)) {
            if (bytes == null) {
                throw new IllegalStateException("no " + CATALOGUE);
            }
            List<Scenario> all = new ArrayList<>();
            String group = "";
            for (String line : new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList()) {
                String[] parts = line.split(" \\| ", -1);
                if (parts.length == 1) {
                    group = line;
                } else {
                    String where = parts.length == 4 ? "" : parts[4];
                    all.add(new Scenario(group, Integer.parseInt(parts[0]), parts[1], parts[2], parts[3], where));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
