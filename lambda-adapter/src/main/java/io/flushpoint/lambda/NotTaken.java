package io.flushpoint.lambda;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A send that no invocation took: it failed before it was submitted. */
final class NotTaken implements Delivery {
    private final SendRequest request;
    private final String why;
    private final SendException failure;

    NotTaken(SendRequest request, String why) {
        this.request = Objects.requireNonNull(request, "request");
        this.why = why;
        this.failure = newFailure();
    }

    private SendException newFailure() {
        return new Refused(why + " (" + request.method() + " " + request.endpoint() + ")");
    }

    SendException failure() {
        return failure;
    }

    @Override
    public SendRequest request() {
        return request;
    }

    @Override
    public CompletionStage<Receipt> reached(DeliveryLevel level) {
        return CompletableFuture.failedStage(failure);
    }

    @Override
    public Receipt await(Duration timeout) throws SendException {
        throw newFailure();
    }

    @Override
    public Receipt await(DeliveryLevel level, Duration timeout) throws SendException {
        throw newFailure(); // with the stack of whoever waits
    }

    @Override
    public CompletionStage<DeliveryReport> report() {
        return new CompletableFuture<DeliveryReport>().minimalCompletionStage(); // it was never written
    }

    /** As of any request that asks for something: it has no answer to keep it of. */
    @Override
    public CompletionStage<AnswerExcerpt> excerpt() {
        if (request.keptHeaders().isEmpty() && request.keptErrorContent() == 0) {
            throw new IllegalStateException("nothing is kept of the answer: the request does not ask for it");
        }
        return CompletableFuture.completedStage(AnswerExcerpt.noAnswer());
    }

    @Override
    public Receipt receipt() {
        return failure.receipt();
    }

    @Override
    public void cancel() {
        // there is nothing to give up
    }

    @Override
    public String toString() {
        return "Delivery[" + request + ", " + why + "]";
    }

    private static final class Refused extends SendException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(Failure.SENDER_CLOSED, Phase.QUEUE, WireState.NOTHING_WRITTEN, message, null, Receipt.empty());
        }
    }
}
