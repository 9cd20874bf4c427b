package io.flushpoint.telemetry;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its way: when its library is told, and what becomes known after that. It holds no content of it. */
final class TelemetryDelivery {
    private final SendRequest request;
    private final Delivery delivery;
    private final Tidings tidings;
    private final CompletableFuture<TelemetryAnswer> outcome;

    /** @param request without its content: a report can take a minute */
    TelemetryDelivery(
            SendRequest request, Delivery delivery, Tidings tidings, CompletableFuture<TelemetryAnswer> outcome) {
        this.request = request;
        this.delivery = delivery;
        this.tidings = tidings;
        this.outcome = outcome;
    }

    /** @param free whether another level will do where that one cannot be told */
    void follow(DeliveryLevel level, boolean free) {
        delivery.reached(level).whenComplete((receipt, failure) -> {
            try {
                if (failure == null) {
                    reached(level, receipt);
                } else {
                    failed(level, free, failure instanceof CompletionException ? failure.getCause() : failure);
                }
            } catch (Throwable mistake) { // of a delivery that is none of ours
                outcome.completeExceptionally(mistake);
            }
        });
    }

    private void reached(DeliveryLevel level, Receipt receipt) {
        if (level == DeliveryLevel.ANSWERED) {
            withExcerpt(delivery, answer -> outcome.complete(answered(receipt.status(), answer)));
        } else if (outcome.complete(answered(OptionalInt.empty(), AnswerExcerpt.noAnswer()))) {
            reportLater(request, delivery, tidings);
        }
    }

    private void failed(DeliveryLevel level, boolean free, @Nullable Throwable failure) {
        SendException send = failure instanceof SendException known ? known : null;
        if (send != null && send.failure() == Failure.LEVEL_UNAVAILABLE && free && level != DeliveryLevel.WRITTEN) {
            follow(DeliveryLevel.WRITTEN, false);
        } else if (send != null
                && level == DeliveryLevel.ANSWERED
                && send.status().isPresent()) {
            withExcerpt(delivery, answer -> outcome.complete(answered(send.status(), answer))); // while it was written
        } else {
            outcome.completeExceptionally(failure);
        }
    }

    /** Without a hold of the delivery, which has the content. */
    private static void reportLater(SendRequest request, Delivery delivery, Tidings tidings) {
        CompletionStage<AnswerExcerpt> excerpt = excerpt(delivery);
        delivery.report().thenAccept(report -> later(request, report, excerpt, tidings));
    }

    private static void later(
            SendRequest request, DeliveryReport report, CompletionStage<AnswerExcerpt> excerpt, Tidings tidings) {
        switch (report.kind()) {
            case LOST -> tidings.tell(TelemetryReport.Kind.LOST, request, report, AnswerExcerpt.noAnswer());
            case UNKNOWN -> tidings.tell(TelemetryReport.Kind.UNKNOWN, request, report, AnswerExcerpt.noAnswer());
            case ANSWERED -> {
                int status = report.status().orElse(0);
                if (status < 200 || status > 299) {
                    whenRead(excerpt, answer -> tidings.tell(TelemetryReport.Kind.REFUSED, request, report, answer));
                }
            }
        }
    }

    private static void withExcerpt(Delivery delivery, Consumer<AnswerExcerpt> then) {
        whenRead(excerpt(delivery), then);
    }

    private static void whenRead(CompletionStage<AnswerExcerpt> excerpt, Consumer<AnswerExcerpt> then) {
        excerpt.whenComplete((answer, none) -> then.accept(answer == null ? AnswerExcerpt.noAnswer() : answer));
    }

    /** A function may have made another request of it, which asks for nothing. */
    private static CompletionStage<AnswerExcerpt> excerpt(Delivery delivery) {
        try {
            return delivery.excerpt();
        } catch (RuntimeException nothingKept) {
            return CompletableFuture.completedFuture(AnswerExcerpt.noAnswer());
        }
    }

    private static TelemetryAnswer answered(OptionalInt status, AnswerExcerpt answer) {
        return new TelemetryAnswer(status, answer, Clock.systemUTC());
    }
}
