package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short-lived command of the operating system: its output or, if it fails or hangs, an exception that holds it. */
final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Command() {}

    /** Runs the command and returns what it printed. */
    static String run(String... words) {
        return feed("", Arrays.asList(words));
    }

    /** Runs the command with this as its standard input and returns what it printed. */
    static String feed(String input, List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + LIMIT + ": " + String.join(" ", words));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        "exit " + process.exitValue() + " from " + String.join(" ", words) + "\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + String.join(" ", words), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + String.join(" ", words), e);
        }
    }

    /** Whether the command exists and exits with 0. */
    static boolean succeeds(String... words) {
        try {
            run(words);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }
}
