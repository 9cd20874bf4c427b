package io.flushpoint.benchmarks.probe;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan: sends one after the other, waits for each one's goal, lingers for its report and reports it.
 * Belongs to the thread that opened the sender.
 */
final class ProbeRun {
    /** A send settles itself at its deadline; only a process that was frozen meanwhile waits past it. */
    private static final Duration BEYOND_THE_DEADLINE = Duration.ofSeconds(10);

    private final ProbePlan plan;
    private final HttpSender sender;
    private final ProbeReport report;
    private final Patience patience;

    ProbeRun(ProbePlan plan, HttpSender sender, ProbeReport report) {
        this.plan = plan;
        this.sender = sender;
        this.report = report;
        this.patience = new Patience(sender);
    }

    /** Sends and reports. Returns whether every send reached its goal and none is known to be lost. */
    boolean run() throws InterruptedException {
        report.begin(plan, sender.levels());
        boolean allWell = true;
        for (int n = 1; n <= plan.count(); n++) {
            long start = System.nanoTime();
            Observation seen = sendOne(n);
            report.add(seen);
            allWell &= seen.reached() && !seen.lost();
            if (n < plan.count()) {
                patience.pause(plan.interval().minusNanos(System.nanoTime() - start));
            }
        }
        report.end();
        return allWell;
    }

    private Observation sendOne(int n) throws InterruptedException {
        Delivery delivery = sender.send(plan.request(), plan.goal());
        CompletableFuture<?> levelsLeft = plan.linger().isZero() ? null : watchLevels(delivery);
        SendException failure = settle(delivery);
        if (levelsLeft != null && delivery.receipt().level() != null) {
            CompletableFuture<?> report = delivery.report().toCompletableFuture();
            patience.until(CompletableFuture.allOf(report, levelsLeft), plan.linger());
        }
        return Observation.of(n, plan.goal(), failure, delivery);
    }

    /** Has the levels watched that nobody asked for, from the start: a later reading would give a later time. */
    private CompletableFuture<?> watchLevels(Delivery delivery) {
        return CompletableFuture.allOf(Stream.of(DeliveryLevel.SENT, DeliveryLevel.ACKNOWLEDGED)
                .filter(sender.levels()::contains)
                // What a level failed with is no news of its own: a lost connection is told by the news.
                .map(level -> delivery.reached(level).toCompletableFuture().handle((receipt, failure) -> receipt))
                .toArray(CompletableFuture<?>[]::new));
    }

    private @Nullable SendException settle(Delivery delivery) throws InterruptedException {
        try {
            delivery.await(plan.goal(), plan.timeout().plus(BEYOND_THE_DEADLINE));
            return null;
        } catch (SendException e) {
            return e;
        } catch (IOException e) {
            return giveUp(delivery);
        }
    }

    private @Nullable SendException giveUp(Delivery delivery) throws InterruptedException {
        delivery.cancel();
        try {
            delivery.await(plan.goal(), BEYOND_THE_DEADLINE);
            return null;
        } catch (SendException e) {
            return e;
        } catch (IOException e) {
            throw new IllegalStateException("a cancelled send did not settle", e);
        }
    }
}
