package io.flushpoint.internal.dispatch;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What the caller holds of a send: reads its settlement, and brings wishes to its event loop. From any thread. */
final class SendHandle implements Delivery {
    private final SendRequest request; // the send itself lets go of it
    private final PendingSend send;
    private final Dispatcher dispatcher;

    SendHandle(SendRequest request, PendingSend send, Dispatcher dispatcher) {
        this.request = request;
        this.send = send;
        this.dispatcher = dispatcher;
    }

    @Override
    public SendRequest request() {
        return request;
    }

    @Override
    public CompletionStage<Receipt> reached(DeliveryLevel level) {
        wish(level);
        return Outcomes.handOut(send.settlement().levels().future(level));
    }

    @Override
    public Receipt await(Duration timeout) throws IOException, InterruptedException {
        return await(send.settlement().goal(), timeout);
    }

    @Override
    public Receipt await(DeliveryLevel level, Duration timeout) throws IOException, InterruptedException {
        wish(level);
        return dispatcher.access().await(send.settlement().levels().future(level), timeout);
    }

    /** The kernel's levels are watched only for those who want them. */
    private void wish(DeliveryLevel level) {
        dispatcher.access().checkCaller();
        if (Settlement.isKernelLevel(level)
                && !send.settlement().watchesFromTheStart(level)
                && send.settlement().levels().isOpen(level)) {
            dispatcher.execute(() -> send.watch(level));
            if (dispatcher.isClosed()) {
                send.watch(level); // no loop will: the connection is closed, and that is what it finds
            }
        }
    }

    @Override
    public CompletionStage<DeliveryReport> report() {
        return Outcomes.handOut(send.settlement().levels().reportFuture());
    }

    @Override
    public CompletionStage<AnswerExcerpt> excerpt() {
        AnswerKeeper keeper = send.settlement().keeper();
        if (keeper == null) {
            throw new IllegalStateException(
                    "nothing is kept of the answer: the request was made without keepHeaders and keepErrorContent");
        }
        return Outcomes.handOut(keeper.told());
    }

    @Override
    public Receipt receipt() {
        return send.settlement().latest();
    }

    @Override
    public void cancel() {
        dispatcher.access().checkCaller();
        dispatcher.execute(send::cancel);
    }

    /** Names endpoint and level; nothing of the request's path, headers or body. */
    @Override
    public String toString() {
        return "Delivery[" + request + ", " + receipt().level().map(Enum::name).orElse("no level yet") + "]";
    }
}
