package io.flushpoint.benchmarks.scale;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.benchmarks.clients.sink.LateSink;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A fleet in real time, against a collector on loopback that answers late. Each environment is a caller-driven sender of its own: it
 * runs while it is invoked and stands still in between, as one that is frozen. One thread invokes them all.
 */
final class RealFleet {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final boolean http2;
    private final PriorityQueue<Environment> due = new PriorityQueue<>(Comparator.comparingLong(one -> one.next));
    private int mostOpen;
    private long sends;

    /** Like {@code fleet}, whose gap, ramp, duration, number and time to the answer hold. */
    RealFleet(Fleet fleet, boolean http2) {
        this.fleet = fleet;
        this.http2 = http2;
    }

    /** Runs it, for as long as it says. */
    Row run(long seed) throws IOException, InterruptedException {
        List<Environment> all = new ArrayList<>();
        try (LateSink collector = LateSink.answeringAfter(Duration.ofMillis(fleet.thinkTime))) {
            SplittableRandom seeds = new SplittableRandom(seed);
            long begin = System.nanoTime();
            for (int i = 0; i < fleet.environments; i++) {
                Environment made = new Environment(collector, seeds.split());
                made.next = begin + TimeUnit.MILLISECONDS.toNanos(fleet.ramp * i / fleet.environments);
                all.add(made);
            }
            due.addAll(all);
            live(collector, begin + TimeUnit.MILLISECONDS.toNanos(fleet.duration));
            awaitAll(collector);
            return row(collector, seed);
        } finally {
            all.forEach(one -> one.sender.close(Duration.ZERO));
        }
    }

    private void live(LateSink collector, long end) throws IOException, InterruptedException {
        while (due.element().next < end) {
            Environment environment = due.remove();
            for (long left = environment.next - System.nanoTime();
                    left > 0;
                    left = environment.next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            environment.invoke();
            mostOpen = Math.max(mostOpen, collector.open());
            due.add(environment);
        }
    }

    private void awaitAll(LateSink collector) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (collector.whole() < sends && System.nanoTime() < end) {
            Thread.sleep(10); // the collector reads on a thread of its own, and tells nobody
        }
        if (collector.whole() != sends) {
            throw new IllegalStateException(collector.whole() + " requests arrived of " + sends);
        }
        mostOpen = Math.max(mostOpen, collector.open());
    }

    private Row row(LateSink collector, long seed) {
        return Row.of(
                "run",
                "answer after ms",
                fleet.thinkTime,
                "HTTP",
                http2 ? "2" : "1.1",
                "sends",
                sends,
                "connections at most",
                (long) mostOpen,
                "per environment",
                mostOpen / (double) fleet.environments,
                "opened",
                (long) collector.accepted(),
                "simulated at most",
                fleet.simulate(seed).mostOpen());
    }

    private final class Environment {
        private final CallerDrivenSender sender;
        private final URI collector;
        private final SendRequest request;
        private final SplittableRandom random;
        private long next;

        Environment(LateSink collector, SplittableRandom random) {
            this.random = random;
            sender = HttpSender.createCallerDriven(
                    SenderOptions.defaults().protocol(http2 ? HttpProtocol.HTTP_2 : HttpProtocol.HTTP_1_1));
            this.collector = collector.uri();
            request = SendRequest.post(this.collector).json("{\"orders\":1}");
        }

        /** As the adapter does it: sees what came meanwhile, sees to a connection, sends. */
        void invoke() throws IOException, InterruptedException {
            boolean handled = true;
            while (handled) {
                handled = sender.run(Duration.ZERO);
            }
            if (sender.metrics().connectionsIdle() == 0) {
                sender.preconnect(collector);
            }
            sender.send(request).await(DeliveryLevel.WRITTEN, PATIENCE);
            sends++;
            next += (long) (-Math.log(1 - random.nextDouble()) * TimeUnit.MILLISECONDS.toNanos(fleet.gap));
        }
    }
}
