package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NonGoalsTest {
    private static final Pattern NOT_NOW = Pattern.compile("(?m)^\\| ([^|]+) \\| not now \\|");
    private static final Pattern PRODUCT = Pattern.compile("SnapStart|Managed Instances");
    private static final Pattern NETTY = Pattern.compile("Netty 4\\.2\\.\\d+");

    @Test
    void nothingThatTheDeployingPageDescribesIsNotNow() {
        List<String> denied = NOT_NOW.matcher(Pages.text("docs/non-goals.md"))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(denied).isNotEmpty();
        assertThat(PRODUCT.matcher(Pages.text("docs/deploy/README.md"))
                        .results()
                        .map(MatchResult::group))
                .contains("SnapStart", "Managed Instances");
        assertThat(denied).noneMatch(what -> PRODUCT.matcher(what).find());
    }

    @Test
    void aNettyOtherThanTheOneBuiltWithIsCalledSo() {
        String built = "Netty " + builtWith();
        try (Stream<Path> pages = Files.list(Pages.ROOT.resolve("docs/decisions"))) {
            Stream.concat(pages, Stream.of(Pages.ROOT.resolve("docs/security.md")))
                    .forEach(
                            page -> NETTY.matcher(Pages.text(page))
                                    .results()
                                    .filter(named -> !named.group().equals(built))
                                    .forEach(
                                            named -> assertThat(Pages.text(page))
                                                    .as("%s: %s", page, named.group())
                                                    .containsPattern(
                                                            Pattern.quote(named.group())
                                                                    + "(, which is newer than the version built with here| skipped the check)")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String builtWith() {
        return Pages.text("pom.xml").replaceAll("(?s).*<netty.version>(.*?)\\.Final<.*", "$1");
    }
}
