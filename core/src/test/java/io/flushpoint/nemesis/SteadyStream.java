package io.flushpoint.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests that come one after the other whatever becomes of them, small and large, to each level, each with a target of its
 * own, every third declared replayable; and the law that what is told of them is held to.
 */
final class SteadyStream implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PACE = Duration.ofMillis(4);
    private static final byte[] LARGE = new byte[200_000];

    /** So many say that the server serves. */
    private static final int SOME = 25;

    /** A send and what its caller has asked for. */
    private record Sent(Delivery delivery, DeliveryLevel goal, boolean replayable) {
        boolean isAnswered() {
            return delivery.receipt().status().isPresent();
        }

        boolean hasFailed() {
            return delivery.reached(goal).toCompletableFuture().isCompletedExceptionally();
        }
    }

    private final RealSite site;
    private final WatchedSender sender;
    private final List<DeliveryLevel> levels;
    private final List<Sent> sends = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::send, "steady-stream");
    private volatile boolean open = true;

    private SteadyStream(RealSite site, WatchedSender sender) {
        this.site = site;
        this.sender = sender;
        this.levels = List.copyOf(sender.levels());
    }

    static SteadyStream start(RealSite site, WatchedSender sender) {
        SteadyStream stream = new SteadyStream(site, sender);
        stream.thread.start();
        return stream;
    }

    private void send() {
        for (int n = 0; open; n++) {
            SendRequest request = site.post("/" + n);
            if (n % 10 == 0) {
                request = request.body(LARGE, "application/octet-stream");
            }
            boolean replayable = n % 3 == 0;
            DeliveryLevel goal = levels.get(n % levels.size());
            sends.add(new Sent(sender.send(replayable ? request.replayable() : request, goal), goal, replayable));
            Await.elapse(PACE);
        }
    }

    /** Waits until some that begin from here on are answered. */
    void awaitAnswers() {
        await(SOME, Sent::isAnswered);
    }

    /** Waits until one that begins from here on comes to nothing. */
    void awaitRefusal() {
        await(1, Sent::hasFailed);
    }

    private void await(int some, Predicate<Sent> fact) {
        int from = sends.size();
        Await.until(() -> sends.stream().skip(from).filter(fact).limit(some).count() == some, SOON);
    }

    /** No more requests. */
    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Every send settles, and of those that were written each is reported of. The server has noted none twice, unless it was
     * declared replayable and sent again; none of which nothing was written, or that is proven unprocessed; and each that it
     * has answered.
     */
    void assertTheLaw() throws Exception {
        for (Sent sent : sends) {
            failure(sent.delivery());
            report(sent.delivery());
        }
        Map<String, Long> noted = site.logging().targets().stream()
                .collect(Collectors.groupingBy(target -> target, Collectors.counting()));
        for (Sent sent : sends) {
            Delivery delivery = sent.delivery();
            String target = delivery.request().target();
            SendException failure = failure(delivery);
            DeliveryReport report = report(delivery);
            if (isAnswered(report)) {
                assertThat(report.status().getAsInt()).as(target).isIn(200, 204);
            }
            boolean again = sent.replayable() && delivery.receipt().attempts() == 2;
            assertThat(noted.getOrDefault(target, 0L))
                    .as(
                            "how often %s was noted, of which is told %s, %s, %s",
                            target, failure, report, delivery.receipt())
                    .isBetween(isAnswered(report) ? 1L : 0L, isNothing(failure) ? 0L : again ? 2L : 1L);
        }
    }

    /** Why the goal was not reached; null if it was. */
    private static @Nullable SendException failure(Delivery delivery) throws Exception {
        try {
            delivery.await(SOON);
            return null;
        } catch (SendException e) {
            return e;
        }
    }

    /** Null if it was never written. */
    private static @Nullable DeliveryReport report(Delivery delivery) throws Exception {
        return delivery.receipt().level().isEmpty()
                ? null
                : delivery.report().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean isAnswered(@Nullable DeliveryReport report) {
        return report != null && report.kind() == DeliveryReport.Kind.ANSWERED;
    }

    private static boolean isNothing(@Nullable SendException failure) {
        return failure != null
                && (failure.wireState() == WireState.NOTHING_WRITTEN || failure.failure() == Failure.UNPROCESSED);
    }
}
