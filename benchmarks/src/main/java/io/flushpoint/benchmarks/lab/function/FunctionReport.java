package io.flushpoint.benchmarks.lab.function;

import org.jspecify.annotations.Nullable;

/**
 * One line of a function's log: what the function was told of a send, or what it says of itself. The lab reads it back;
 * no value but the last holds a space.
 *
 * @param send the id of the send, or {@code -}
 * @param invocation the invocation that the function was told it belongs to
 * @param what of {@code REACHED} the level, of {@code FAILED} the wire state, of {@code LATE} the kind of news
 * @param detail for people
 */
public record FunctionReport(Kind kind, String send, String invocation, String what, String detail) {
    private static final String PREFIX = "@lab ";

    /** What a line is about. */
    public enum Kind {
        /** A send has reached its level. */
        REACHED,
        /** A send has not reached its level. */
        FAILED,
        /** What became of a send after it was written. */
        LATE,
        /** The function itself: its memory and threads. */
        STATE
    }

    /** The line. */
    public String line() {
        return PREFIX + kind + " " + send + " " + invocation + " " + what + " " + detail;
    }

    /** Reads a line back; null if there is none. The runtime client writes things before it that end no line. */
    public static @Nullable FunctionReport parse(String line) {
        int start = line.indexOf(PREFIX);
        if (start < 0) {
            return null;
        }
        String[] words = line.substring(start + PREFIX.length()).split(" ", 5);
        return new FunctionReport(Kind.valueOf(words[0]), words[1], words[2], words[3], words[4]);
    }
}
