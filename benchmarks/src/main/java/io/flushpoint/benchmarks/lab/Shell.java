package io.flushpoint.benchmarks.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's commands, each bounded in time; they say less than a pipe holds. */
final class Shell {
    /** Longest run of one command, in seconds: they take milliseconds, and a hanging one must not hang the lab. */
    private static final long LIMIT_SECONDS = 10;

    private Shell() {}

    /**
     * Runs a command line of words without spaces.
     *
     * @return its output
     * @throws LabException naming the command and what it said, if it fails
     */
    static String run(String commandLine) {
        return run(List.of(commandLine.split(" ")));
    }

    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException(String.join(" ", command) + " hangs");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new LabException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new LabException(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException(String.join(" ", command) + " was interrupted", e);
        }
    }
}
