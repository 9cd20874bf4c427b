package io.flushpoint.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine and the JDK that this process runs on, in words. */
final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Such as {@code 2 cores, AMD EPYC, Linux 6.18.44 amd64}. */
    static String hardware() {
        int cores = Runtime.getRuntime().availableProcessors();
        return String.format(
                "%d %s, %s%s %s %s",
                cores,
                cores == 1 ? "core" : "cores",
                processor(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"));
    }

    /** Such as {@code JDK 17.0.15+6-Debian-1deb12u1 (Debian)}. */
    static String jdk() {
        return "JDK " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    /** The model as the kernel names it; not every architecture has one. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip() + ", ")
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
