package io.flushpoint.benchmarks.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JDKs of this machine, by feature version: this one, one that a variable of a CI runner names, or one installed. */
public final class Jdks {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private Jdks() {}

    /** The home of a JDK of that feature version, such as 17. */
    public static Optional<Path> home(int feature) {
        return candidates(feature).stream()
                .filter(home -> Files.isExecutable(home.resolve("bin").resolve("jcmd")))
                .findFirst();
    }

    private static List<Path> candidates(int feature) {
        Stream<Path> own = Runtime.version().feature() == feature
                ? Stream.of(Path.of(System.getProperty("java.home")))
                : Stream.empty();
        Stream<Path> named = Stream.ofNullable(System.getenv("JAVA_HOME_" + feature + "_X64"))
                .filter(home -> !home.isEmpty())
                .map(Path::of);
        return Stream.of(own, named, installed(feature)).flatMap(homes -> homes).toList();
    }

    private static Stream<Path> installed(int feature) {
        if (!Files.isDirectory(INSTALLED)) {
            return Stream.empty();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes
                    .filter(home -> home.getFileName().toString().matches(".*-" + feature + "(-.*)?"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
