package io.flushpoint.benchmarks.growth;

import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Witness;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Posts at a fixed rate, whether or not earlier posts are through. A latency begins when its post was due, not when it was
 * made: a client that holds up the posting thread pays for every post that it delayed.
 */
final class OpenLoop {
    private static final long LONGEST = 120_000_000_000L;
    private static final long PATIENCE = 10_000_000_000L;
    private static final int DIGITS = 3;

    private final ConcurrentHistogram latencies = new ConcurrentHistogram(1, LONGEST, DIGITS);
    private final AtomicLong over = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final List<OpenClient> clients;
    private final long interval;
    private long posted;

    OpenLoop(List<OpenClient> clients, int rate) {
        this.clients = clients;
        interval = 1_000_000_000L / rate;
    }

    /** Returns when all posts are over, or have had ten seconds after the last. */
    void run(int seconds) throws Exception {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        for (long due = begin; due < end; due += interval) {
            awaitMoment(due);
            OpenClient client = clients.get((int) (posted % clients.size()));
            posted++;
            client.post(new Due(due));
        }
        long last = System.nanoTime() + PATIENCE;
        while (over.get() < posted && System.nanoTime() < last) {
            clients.get(0).pause(1_000_000);
        }
    }

    private void awaitMoment(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            clients.get(0).pause(left);
        }
    }

    /** Latencies in nanoseconds. */
    Figures figures() {
        return new Figures()
                .put("posts", posted)
                .put("unanswered", posted - over.get())
                .put("failures", failures.get())
                .put("p50", latencies.getValueAtPercentile(50))
                .put("p90", latencies.getValueAtPercentile(90))
                .put("p99", latencies.getValueAtPercentile(99))
                .put("p999", latencies.getValueAtPercentile(99.9))
                .put("max", latencies.getMaxValue());
    }

    private final class Due implements Witness {
        private final long due;

        Due(long due) {
            this.due = due;
        }

        @Override
        public void hook() {
            latencies.recordValue(Math.min(LONGEST, Math.max(1, System.nanoTime() - due)));
        }

        @Override
        public void answered() {
            over.incrementAndGet();
        }

        @Override
        public void failed(Throwable cause) {
            failures.incrementAndGet();
            over.incrementAndGet();
        }
    }
}
