package io.flushpoint.lambda;

import java.util.function.Consumer;

/** Tells the user's consumers. What they throw, an {@link Error} too, is logged and ends nothing. */
final class Told {
    private Told() {}

    /** Calls the consumer on this thread; never throws. */
    @SuppressWarnings("ThrowableNotThrown") // it is somebody else's, and has no business here
    static <T> void to(Consumer<? super T> consumer, T told) {
        try {
            consumer.accept(told);
        } catch (Throwable thrown) {
            log(told, thrown);
        }
    }

    /** The log is the user's too, as far as it goes to a library of theirs. */
    private static void log(Object told, Throwable thrown) {
        try {
            AdapterLog.consumerFailed(told, thrown);
        } catch (Throwable lost) {
            // there is nobody left to tell
        }
    }
}
