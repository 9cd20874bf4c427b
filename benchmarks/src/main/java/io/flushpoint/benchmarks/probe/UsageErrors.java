package io.flushpoint.benchmarks.probe;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells on the standard error what is wrong with a command line, without the words that may hold a secret: one that
 * picocli cannot place may be a URL, a header or a body.
 */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] words) {
        CommandLine commandLine = wrong.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String reason =
                wrong instanceof UnmatchedArgumentException unmatched ? unplaced(unmatched) : wrong.getMessage();
        String name = commandLine.getCommandName();
        err.println(name + ": " + reason);
        err.println("Try '" + name + " --help'.");
        err.flush();
        return commandLine.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String unplaced(UnmatchedArgumentException wrong) {
        return wrong.getUnmatched().stream().map(UsageErrors::describe).collect(Collectors.joining(", "));
    }

    private static String describe(String word) {
        if (word.startsWith("--")) {
            int equals = word.indexOf('=');
            return "unknown option " + (equals < 0 ? word : word.substring(0, equals));
        }
        return word.startsWith("-") && word.length() > 1
                ? "unknown option " + word.substring(0, 2)
                : "a word of " + word.length()
                        + " characters too many: there is one URL, and values with spaces need quotes";
    }
}
