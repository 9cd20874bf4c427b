package io.flushpoint.lambda;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fails an invocation some of whose sends did not reach their level: thrown by {@link Invocation#close}, if
 * {@link LambdaOptions#failInvocation} asks for it. Its message names the endpoints and never holds a path, a query, a
 * header value or a body.
 */
public final class UndeliveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable List<Undelivered> undelivered;

    UndeliveredException(List<Undelivered> undelivered) {
        super(undelivered.size() + " not delivered: " + undelivered);
        this.undelivered = List.copyOf(undelivered);
    }

    /** The sends that did not make it; at least one, but for an exception that was deserialized, which has lost them. */
    public List<Undelivered> undelivered() {
        return undelivered == null ? List.of() : undelivered;
    }
}
