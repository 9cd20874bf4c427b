package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of raw results: one JSON object a line, as a measuring command printed it. Empty lines are passed over. */
record RawFile(Path path) {
    /** The file name without its ending: the name of what is made of it. */
    String stem() {
        return path.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }

    /**
     * The objects, in their order.
     *
     * @throws ReportException if the file cannot be read, has none, or a line is something else
     */
    List<RawObject> objects() {
        List<RawObject> objects = new ArrayList<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                objects.add(RawObject.parse(path + ":" + (i + 1), lines.get(i)));
            }
        }
        if (objects.isEmpty()) {
            throw new ReportException(path + ": no results in this file");
        }
        return objects;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new ReportException(path + " cannot be read: " + e, e);
        }
    }
}
