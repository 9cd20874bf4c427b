package io.flushpoint.internal.dispatch;

import io.flushpoint.Body;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;

/** Whether a request may be sent again after an attempt that failed: where that cannot duplicate it, or is said to do no harm. */
final class RetryRule {
    private static final int MAX_ATTEMPTS = 2;

    private RetryRule() {}

    /** Whether a send may be tried once more. */
    static boolean isAnotherLeft(Progress progress) {
        return progress.attempts() < MAX_ATTEMPTS;
    }

    /**
     * Whether a send may be tried again.
     *
     * @param untouched whether the attempt wrote not a byte
     * @param unheard whether not a byte came in answer. What got one, if only a TLS alert, was not lost on its way
     */
    static boolean maySendAgain(
            SendRequest request, Progress progress, Failure failure, boolean untouched, boolean unheard) {
        if (failure == Failure.SENDER_CLOSED || !isAnotherLeft(progress)) {
            return false;
        }
        if (failure == Failure.UNPROCESSED) {
            return untouched || request.isReplayable() || !isStreamed(request.body());
        }
        if (progress.isWritten()) {
            return false;
        }
        boolean seen = failure == Failure.PROTOCOL_ERROR || failure == Failure.STREAM_RESET;
        return untouched || (request.isReplayable() && unheard && !seen);
    }

    /** Whether its bytes may be there only once. */
    private static boolean isStreamed(Body body) {
        return body instanceof Body.Streamed || (body instanceof Body.Gzipped gzipped && isStreamed(gzipped.body()));
    }
}
