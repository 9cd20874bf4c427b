package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/**
 * A handler whose every call is an {@link Invocation}, closed also when the handler throws. For those who would rather
 * extend than {@linkplain LambdaSender#wrap(RequestHandler) wrap}.
 *
 * @param <I> the event
 * @param <O> the response
 */
public abstract class FlushingHandler<I, O> implements RequestHandler<I, O> {
    private final LambdaSender sender;

    /** A handler that sends through this sender, which is best made in a static field: in INIT. */
    protected FlushingHandler(LambdaSender sender) {
        this.sender = sender;
    }

    /** The sender, such as for making requests to its first endpoint. */
    protected final LambdaSender sender() {
        return sender;
    }

    /**
     * Handles one event.
     *
     * @param invocation where to send; it ends after this method
     */
    protected abstract O handle(I input, Context context, Invocation invocation);

    @Override
    public final O handleRequest(I input, Context context) {
        try (Invocation invocation = sender.begin(context)) {
            return handle(input, context, invocation);
        }
    }
}
