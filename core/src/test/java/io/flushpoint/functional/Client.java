package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.SenderOptions;
import io.flushpoint.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * A sender under test, and how a test waits for what becomes of its sends: by blocking on a dedicated one, by driving a
 * caller-driven one. Closing it checks the books: no gauge is left above zero, each send was settled once, and each
 * written one got its delivery report.
 */
final class Client implements AutoCloseable {
    /** For what must happen; much longer than it takes. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PASS = Duration.ofMillis(1);

    private final HttpSender sender;
    private final Events events;

    private Client(HttpSender sender, Events events) {
        this.sender = sender;
        this.events = events;
    }

    static Client open(Setup setup, UnaryOperator<SenderOptions> changes) {
        SenderOptions options = changes.apply(SenderOptions.defaults().transport(setup.transport()));
        Events events = new Events(options.listener());
        return new Client(setup.open(options.listener(events)), events);
    }

    HttpSender sender() {
        return sender;
    }

    Events events() {
        return events;
    }

    SenderMetrics metrics() {
        return sender.metrics();
    }

    Delivery send(SendRequest request) {
        return sender.send(request);
    }

    Delivery send(SendRequest request, DeliveryLevel goal) {
        return sender.send(request, goal);
    }

    /** Sends and waits for the level. */
    Receipt deliver(SendRequest request, DeliveryLevel level) {
        return reach(sender.send(request, level), level);
    }

    /** The receipt of a level that must be reached. */
    Receipt reach(Delivery delivery, DeliveryLevel level) {
        try {
            return delivery.await(level, PATIENCE);
        } catch (IOException e) {
            throw new AssertionError(level + " was not reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The failure of a level that must not be reached. */
    SendException fail(Delivery delivery, DeliveryLevel level) {
        try {
            throw new AssertionError(level + " was reached: " + delivery.await(level, PATIENCE));
        } catch (SendException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(level + " was not settled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The delivery report, which must come. */
    DeliveryReport report(Delivery delivery) {
        return outcome(delivery.report());
    }

    /** Whether the delivery report has come. */
    boolean hasNews(Delivery delivery) {
        return delivery.report().toCompletableFuture().isDone();
    }

    /** What a stage completes with, which it must. */
    <T> T outcome(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        until("the stage's end", future::isDone);
        try {
            return future.get(0, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("completed exceptionally", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for something to become true. */
    void until(String what, Await.Condition condition) {
        Await.until(
                what,
                () -> {
                    while (sender instanceof CallerDrivenSender driven && driven.run(Duration.ZERO)) {
                        if (condition.holds()) {
                            return true;
                        }
                    }
                    return condition.holds();
                },
                PATIENCE);
    }

    /** Waits until one connection stands idle. */
    void awaitIdle() {
        until("an idle connection", () -> metrics().connectionsIdle() == 1);
    }

    /** Waits until the listener was told this, such as {@code retired 1 IDLE_AGE}. */
    void awaitEvent(String line) {
        until(line + " in " + events.lines(), () -> events.lines().contains(line));
    }

    /** Lets time pass in which the sender runs. */
    void elapse(Duration time) {
        if (sender instanceof CallerDrivenSender driven) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                driven.run(PASS);
            }
        } else {
            Await.elapse(time);
        }
    }

    @Override
    public void close() {
        sender.close(Duration.ZERO);
        checkBooks();
    }

    /** Waits for a loop that its sender's close did not wait for, such as on an interrupted thread. */
    void untilBooksAreEven() {
        until("even books", () -> {
            try {
                checkBooks();
                return true;
            } catch (AssertionError odd) {
                return false;
            }
        });
    }

    private void checkBooks() {
        SenderMetrics metrics = sender.metrics();
        assertThat(metrics.queued()).as("queued").isZero();
        assertThat(metrics.writing()).as("writing").isZero();
        assertThat(metrics.awaitingAnswer()).as("awaitingAnswer").isZero();
        assertThat(metrics.bytesInFlight()).as("bytesInFlight").isZero();
        assertThat(metrics.connectionsOpening()).as("connectionsOpening").isZero();
        assertThat(metrics.connectionsIdle()).as("connectionsIdle").isZero();
        assertThat(metrics.connectionsBusy()).as("connectionsBusy").isZero();
        assertThat(metrics.connectionsClosing()).as("connectionsClosing").isZero();
        assertThat(metrics.connectionsRetired()).as("connectionsRetired").isEqualTo(metrics.connectionsOpened());
        assertThat(metrics.reached() + metrics.failed()).as("settled").isEqualTo(metrics.submitted());
        assertThat(metrics.answered() + metrics.lost() + metrics.unknown())
                .as("delivery reports")
                .isEqualTo(events.written())
                .isEqualTo(events.reports());
    }
}
