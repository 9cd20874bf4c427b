package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page that shows the plots, {@code README.md} of the output directory. Each chapter is a section between two markers,
 * of which only the inside is written anew; what people wrote around them stays.
 */
final class Page {
    private final Path file;

    Page(Path directory) {
        file = directory.resolve("README.md");
    }

    /** Puts a section in the place of the one of that name, or at the end. */
    void put(String name, String section) throws IOException {
        String begin = "<!-- report:" + name + " -->\n";
        String end = "<!-- report:" + name + " end -->\n";
        String text = Files.exists(file) ? Files.readString(file) : "# Benchmarks\n";
        Matcher old = Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL)
                .matcher(text);
        String marked = begin + section + end;
        Files.writeString(file, old.find() ? old.replaceFirst(Matcher.quoteReplacement(marked)) : text + "\n" + marked);
    }

    /** What the page says of a chapter. */
    static String section(Chapter chapter, List<Origin> origins) {
        StringBuilder text = new StringBuilder();
        String name = chapter.name();
        text.append("## ").append(MarkdownTable.escaped(chapter.title())).append("\n\n");
        text.append("![")
                .append(MarkdownTable.escaped(chapter.plot().description()))
                .append("](");
        text.append(name).append(".svg)\n\n").append(chapter.table());
        text.append("\nThe raw figures:");
        for (RawFile raw : chapter.raw()) {
            String rawName = raw.keptName();
            text.append(" [").append(rawName).append("](raw/").append(rawName).append(')');
        }
        text.append(".\n");
        origins.stream()
                .map(Origin::circumstances)
                .distinct()
                .forEach(line -> text.append("\nMeasured on: ")
                        .append(MarkdownTable.escaped(line))
                        .append(".\n"));
        text.append("\n```sh\n");
        origins.stream()
                .map(Origin::command)
                .distinct()
                .forEach(line -> text.append(line).append('\n'));
        return text.append("```\n").toString();
    }
}
