package io.flushpoint.documentation;

import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what is annotated with {@link Proves}: in this module by its classes, in others, which are compiled later, by their sources. */
final class Proofs {
    private static final String TESTS = "src/test/java";

    /** The annotation of a test in a source, which names all that the test runs over, and the test's name. */
    private static final Pattern IN_SOURCE =
            Pattern.compile("(?s)@Proves\\(\\s*value = (.*?),\\s*over = (.*?)\\)\\s.*?void (\\w+)\\(");

    private static final Pattern QUOTED = Pattern.compile("\"(.*?)\"");
    private static final Pattern MEDIUM = Pattern.compile("Medium\\.(\\w+)");

    private Proofs() {}

    static List<Proof> all() {
        List<Proof> proofs = new ArrayList<>();
        for (Class<?> type : classes()) {
            Proves whole = type.getAnnotation(Proves.class);
            if (whole != null) {
                proofs.add(proof(type, null, whole));
            }
            for (Method method : type.getDeclaredMethods()) {
                Proves one = method.getAnnotation(Proves.class);
                if (one != null) {
                    proofs.add(proof(type, method, one));
                }
            }
        }
        proofs.addAll(inSources(Path.of("lambda-adapter", TESTS)));
        return proofs;
    }

    private static Proof proof(Class<?> type, @Nullable Method method, Proves says) {
        Set<Medium> media = EnumSet.noneOf(Medium.class);
        List<Medium> said = Arrays.asList(says.over());
        MediaOfTest.of(type, method).stream()
                .filter(medium -> said.stream().noneMatch(other -> other.kind() == medium.kind()))
                .forEach(media::add);
        media.addAll(said);
        return new Proof(
                Path.of("core", TESTS, type.getName().replace('.', '/') + ".java")
                        .toString(),
                method == null ? "" : method.getName(),
                List.of(says.value()),
                media,
                Stream.concat(needs(type), method == null ? Stream.empty() : needs(method))
                        .toList());
    }

    private static Stream<String> needs(AnnotatedElement test) {
        return Arrays.stream(test.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.getPackage().equals(Proves.class.getPackage()))
                .map(Class::getSimpleName)
                .filter(name -> name.startsWith("Requires"));
    }

    private static List<Class<?>> classes() {
        try {
            Path root = Path.of(Proofs.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(file -> file.endsWith("Test.class") || file.endsWith("Tests.class"))
                        .sorted()
                        .<Class<?>>map(file -> load(file.substring(0, file.length() - ".class".length())
                                .replace('/', '.')))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Proofs.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Proof> inSources(Path tests) {
        try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(tests))) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .sorted()
                    .flatMap(file -> IN_SOURCE
                            .matcher(Pages.text(file))
                            .results()
                            .map(found -> proof(Pages.ROOT.relativize(file).toString(), found)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Proof proof(String source, MatchResult found) {
        Set<Medium> media = EnumSet.noneOf(Medium.class);
        MEDIUM.matcher(found.group(2)).results().forEach(medium -> media.add(Medium.valueOf(medium.group(1))));
        List<String> scenarios = QUOTED.matcher(found.group(1))
                .results()
                .map(name -> name.group(1))
                .toList();
        return new Proof(source, found.group(3), scenarios, media, List.of());
    }
}
