package io.flushpoint.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Member;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pages call the members of the core's API. */
class MembersTest {
    /** Such as {@code SendException.wireState()} in code style. */
    private static final Pattern MEMBER = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)(?=[`(])");

    /** But the changelog, which says what was called otherwise. */
    static Stream<Path> pages() {
        return Pages.all().stream().filter(page -> !page.endsWith("changelog.md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyMemberNamedIsThere(Path page) {
        assertThat(MEMBER.matcher(Pages.prose(page)).results().filter(MembersTest::isMissing))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    private static boolean isMissing(MatchResult named) {
        return type(named).map(type -> !members(type).contains(named.group(2))).orElse(false);
    }

    private static Optional<Class<?>> type(MatchResult named) {
        try {
            return Optional.of(Class.forName("io.flushpoint." + named.group(1)));
        } catch (ClassNotFoundException ofOthers) {
            return Optional.empty();
        }
    }

    private static Set<String> members(Class<?> type) {
        Stream<String> methodsAndConstants = Stream.concat(
                        Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                .map(Member::getName);
        Stream<String> types = Arrays.stream(type.getClasses()).map(Class::getSimpleName);
        return Stream.concat(methodsAndConstants, types).collect(Collectors.toSet());
    }
}
