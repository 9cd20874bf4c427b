package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file of raw results, as a measuring command printed it: one JSON object a line, empty lines passed over, or the one JSON
 * array of JMH. Compressed if its name ends with {@code .gz}; kept, an array always is, since JMH writes every sample.
 */
record RawFile(Path path) {
    private static final String ARRAY = ".json";
    private static final String COMPRESSED = ".gz";

    /** The file name without its ending: the name of what is made of it. */
    String stem() {
        return path.getFileName().toString().replaceFirst("\\.[^.]*(\\.gz)?$", "");
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

    /** Its name among the raw files that are kept. */
    String keptName() {
        String name = path.getFileName().toString();
        return name.endsWith(ARRAY) ? name + COMPRESSED : name;
    }

    /** Puts a copy under the name to keep, unless it is that copy. */
    void keep(Path directory) throws IOException {
        Path copy = directory.resolve(keptName());
        if (Files.exists(copy) && Files.isSameFile(copy, path)) {
            return;
        }
        if (keptName().equals(path.getFileName().toString())) {
            Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(copy))) {
            Files.copy(path, out);
        }
    }

    /** The results as they were before they were compressed. */
    byte[] bytes() {
        try (InputStream in = Files.newInputStream(path)) {
            return path.toString().endsWith(COMPRESSED) ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        } catch (IOException e) {
            throw new ReportException(path + " cannot be read: " + e, e);
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new ReportException(path + " cannot be read: " + e, e);
        }
    }
}
