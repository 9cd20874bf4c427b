package io.flushpoint;

import java.io.IOException;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A send that did not reach a level, with the three things to decide what to do next: {@linkplain #failure() why},
 * {@linkplain #phase() where} and {@linkplain #wireState() whether bytes may have reached the wire}.
 *
 * <p>The message names the endpoint and never holds a query, a header value or a body.
 */
public class SendException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final Phase phase;
    private final WireState wireState;
    private final transient @Nullable Receipt receipt;

    /** For senders, those that wrap one, and tests. */
    protected SendException(
            Failure failure,
            Phase phase,
            WireState wireState,
            String message,
            @Nullable Throwable cause,
            Receipt receipt) {
        super(failure + " in " + phase + ", " + wireState + ": " + message, cause);
        this.failure = Objects.requireNonNull(failure);
        this.phase = Objects.requireNonNull(phase);
        this.wireState = Objects.requireNonNull(wireState);
        this.receipt = Objects.requireNonNull(receipt);
    }

    /** Why. */
    public final Failure failure() {
        return failure;
    }

    /** In which stage. */
    public final Phase phase() {
        return phase;
    }

    /** Whether bytes of the request may have reached the wire, at the time of the failure. */
    public final WireState wireState() {
        return wireState;
    }

    /** The status of the final response, if one had arrived: see {@link Failure#ANSWERED_EARLY}. */
    public final OptionalInt status() {
        return receipt().status();
    }

    /**
     * How far the send had got: timings, connection, attempts. It has no level if not even {@code WRITTEN} was reached. Empty
     * after deserialization.
     */
    public final Receipt receipt() {
        return receipt == null ? Receipt.empty() : receipt;
    }
}
