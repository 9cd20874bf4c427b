package io.flushpoint.testkit;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a {@link ChildJvm} runs, where and under which limits. Immutable; every method returns a changed copy. */
public record ChildJvmOptions(
        String main,
        List<String> arguments,
        List<String> jvmArguments,
        List<String> without,
        @Nullable Namespace namespace,
        boolean freezable,
        int cpuPercent) {
    private static final int FIRST_WITH_NATIVE_ACCESS_CHECKS = 24;

    public ChildJvmOptions {
        arguments = List.copyOf(arguments);
        jvmArguments = List.copyOf(jvmArguments);
        without = List.copyOf(without);
    }

    static ChildJvmOptions of(Class<?> main, String... arguments) {
        return new ChildJvmOptions(main.getName(), List.of(arguments), List.of("-Xmx64m"), List.of(), null, false, 0);
    }

    /** In this namespace; otherwise where the test itself runs. */
    public ChildJvmOptions in(Namespace where) {
        return new ChildJvmOptions(main, arguments, jvmArguments, without, where, freezable, cpuPercent);
    }

    /** So that it can be frozen. */
    public ChildJvmOptions withFreezer() {
        return new ChildJvmOptions(main, arguments, jvmArguments, without, namespace, true, cpuPercent);
    }

    /** With so many percent of one CPU, from shortly after its start. */
    public ChildJvmOptions withCpuPercent(int percent) {
        return new ChildJvmOptions(main, arguments, jvmArguments, without, namespace, freezable, percent);
    }

    /** With {@code -Xmx}: {@code "256m"}. The default is 64m. */
    public ChildJvmOptions withHeap(String size) {
        return withJvmArgument("-Xmx" + size);
    }

    /** With a system property. */
    public ChildJvmOptions withProperty(String key, String value) {
        return withJvmArgument("-D" + key + "=" + value);
    }

    /** With an argument to the JVM itself. */
    public ChildJvmOptions withJvmArgument(String argument) {
        List<String> more = new ArrayList<>(jvmArguments);
        more.add(argument);
        return new ChildJvmOptions(main, arguments, more, without, namespace, freezable, cpuPercent);
    }

    /** Without these jars of the class path, each by the name of its artifact. */
    public ChildJvmOptions without(String... artifacts) {
        return new ChildJvmOptions(main, arguments, jvmArguments, List.of(artifacts), namespace, freezable, cpuPercent);
    }

    /** Starts it. */
    public ChildJvm start() {
        return ChildJvm.start(this);
    }

    List<String> command() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS_CHECKS) {
            words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        words.addAll(jvmArguments);
        words.addAll(List.of("-cp", classPath(), main));
        words.addAll(arguments);
        return namespace == null ? words : namespace.prefixed(words);
    }

    private String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> without.stream()
                        .noneMatch(artifact ->
                                String.valueOf(Path.of(entry).getFileName()).matches(artifact + "-\\d.*[.]jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
