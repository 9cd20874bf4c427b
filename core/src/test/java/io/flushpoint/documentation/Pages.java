package io.flushpoint.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages for readers: the README and everything under {@code docs}, as text. */
final class Pages {
    /** Of the repository; modules' tests run in the directory of their module. */
    static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");

    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^ *// snippet:\\S+\\n(.*?)^ *// end$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private Pages() {}

    static List<Path> all() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages = new ArrayList<>();
            pages.add(ROOT.resolve("README.md"));
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String page) {
        return text(ROOT.resolve(page));
    }

    static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page without its fenced blocks. */
    static String prose(Path page) {
        return FENCED.matcher(text(page)).replaceAll("");
    }

    /** The fenced blocks of a language in a page, each line without the space around it. */
    static List<String> fenced(Path page, String language) {
        return FENCED.matcher(text(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> unindented(block.group(2)))
                .toList();
    }

    /** What stands between the markers {@code snippet} and {@code end} in the sources of a directory. */
    static List<String> snippets(String directory) {
        try (Stream<Path> sources = Files.list(ROOT.resolve(directory))) {
            return sources.filter(source -> source.toString().endsWith(".java"))
                    .flatMap(source -> SNIPPET.matcher(text(source)).results())
                    .map(snippet -> unindented(snippet.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names by which the headings of a page can be linked to. */
    static List<String> anchors(Path page) {
        return HEADING.matcher(prose(page))
                .results()
                .map(MatchResult::group)
                .map(heading -> heading.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String unindented(String code) {
        return String.join("\n", code.lines().map(String::strip).toList()).strip();
    }
}
