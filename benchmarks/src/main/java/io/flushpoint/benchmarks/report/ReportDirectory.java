package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The directory that a report is written to.
 *
 * <pre>
 *   README.md  NAME.svg  raw/NAME.jsonl  raw/NAME.origin.json
 * </pre>
 */
final class ReportDirectory {
    private final Path directory;
    private final Typeface typeface;

    ReportDirectory(Path directory, Typeface typeface) {
        this.directory = directory;
        this.typeface = typeface;
    }

    /**
     * Writes all files of a chapter.
     *
     * @param correction what the caller knows better about the origin of the raw files
     * @return the plot
     */
    Path put(Chapter chapter, UnaryOperator<Origin> correction) {
        try {
            Files.createDirectories(directory.resolve("raw"));
            List<Origin> origins = new ArrayList<>();
            for (RawFile raw : chapter.raw()) {
                origins.add(keep(raw, correction));
            }
            Picture sheet =
                    new Picture(chapter.title(), chapter.subtitle(), chapter.plot(), caption(origins), typeface);
            Path svg = directory.resolve(chapter.name() + ".svg");
            Files.writeString(svg, SvgCanvas.document(sheet));
            new Page(directory).put(chapter.name(), Page.section(chapter, origins));
            return svg;
        } catch (IOException e) {
            throw new ReportException("cannot write to " + directory + ": " + e, e);
        }
    }

    private Origin keep(RawFile raw, UnaryOperator<Origin> correction) throws IOException {
        Path kept = directory.resolve("raw").resolve(raw.stem() + ".origin.json");
        Origin origin = correction.apply(Origin.of(raw, kept));
        raw.keep(directory.resolve("raw"));
        Files.writeString(kept, origin.json(raw) + "\n", StandardCharsets.UTF_8);
        return origin;
    }

    private static List<String> caption(List<Origin> origins) {
        return Stream.concat(
                        origins.stream().map(Origin::circumstances),
                        origins.stream().map(Origin::command))
                .distinct()
                .toList();
    }
}
