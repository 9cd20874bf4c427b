package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    /** A file of this repository as prose names it; what a build makes is under {@code target}. */
    private static final Pattern FILE = Pattern.compile("`((?:core|lambda-adapter|benchmarks|docs|\\.ci)/[^`\\s]*)`");

    /** Places on a machine of somebody: none is part of the project. What the kernel mounts is. */
    private static final Pattern FOREIGN = Pattern.compile(
            "(?<![\\w./:-])(?:~/|/(?!(?:sys|proc)/|v1/)[a-z]+/)[\\w./-]*|file://\\S*|\\.\\./\\.\\./\\.\\.\\S*");

    static Stream<Path> pages() {
        return Pages.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsToAFileOfTheRepository(Path page) {
        for (String link : links(page)) {
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(target).startsWith(Pages.ROOT).exists();
            if (parts.length == 2 && Files.isRegularFile(target)) {
                assertThat(Pages.anchors(target)).as(link).contains(parts[1]);
            }
        }
    }

    private static List<String> links(Path page) {
        return LINK.matcher(Pages.prose(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("https://"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFileNamedIsThere(Path page) {
        assertThat(FILE.matcher(Pages.prose(page)).results().map(file -> file.group(1)))
                .filteredOn(file -> !file.contains("/target/"))
                .allSatisfy(file -> assertThat(Pages.ROOT.resolve(file)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noPageNamesAPlaceOutsideTheProject(Path page) {
        assertThat(FOREIGN.matcher(Pages.text(page)).results().map(place -> place.group()))
                .isEmpty();
    }

    @Test
    void everyPageIsListedInTheIndex() {
        Path index = Pages.ROOT.resolve("docs/README.md");
        List<Path> listed = links(index).stream()
                .map(link -> index.resolveSibling(link.replaceFirst("#.*", "")).normalize())
                .toList();
        assertThat(pages().filter(page -> page.startsWith(index.getParent()) && !page.equals(index)))
                .allSatisfy(page -> assertThat(listed).contains(page));
    }
}
