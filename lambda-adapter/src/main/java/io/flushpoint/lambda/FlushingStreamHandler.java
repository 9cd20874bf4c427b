package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The {@link FlushingHandler} of those who read the event from a stream and write the response to one. */
public abstract class FlushingStreamHandler implements RequestStreamHandler {
    private final LambdaSender sender;

    /** A handler that sends through this sender, which is best made in a static field: in INIT. */
    protected FlushingStreamHandler(LambdaSender sender) {
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
     * @throws IOException as the handler likes
     */
    protected abstract void handle(InputStream input, OutputStream output, Context context, Invocation invocation)
            throws IOException;

    @Override
    public final void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        try (Invocation invocation = sender.begin(context)) {
            handle(input, output, context, invocation);
        }
    }
}
