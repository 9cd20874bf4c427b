package io.flushpoint.internal.connection;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Netty says of what a peer sent, without what it repeats of that. A peer can send back whatever a request held, and Netty
 * puts names, values and bytes that are not allowed into its messages.
 */
public final class Complaint {
    /**
     * A name or a value, and all behind it: in quotes or brackets, or behind a colon and no number of a usual size. The first
     * five bytes of a peer that speaks no HTTP/2 may stay: they tell what it speaks.
     */
    private static final Pattern REPEATED =
            Pattern.compile("(?s)\\s*(?:['\"\\[]|(?<!first 5 bytes): (?!\\d{1,10}\\b)).*");

    private Complaint() {}

    /** What it says. */
    public static String of(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : withoutWhatIsRepeated(message);
    }

    /** What its innermost cause says. */
    static String innermost(Throwable cause) {
        return withoutWhatIsRepeated(Causes.innermost(cause));
    }

    /** The cause itself, if it repeats nothing, nor a cause of it: a log shows the messages of all of them. */
    public static @Nullable Throwable shown(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one.getMessage() != null
                    && !withoutWhatIsRepeated(one.getMessage()).equals(one.getMessage())) {
                return null;
            }
        }
        return cause;
    }

    private static String withoutWhatIsRepeated(String message) {
        return REPEATED.matcher(message).replaceFirst("");
    }
}
