package io.flushpoint.benchmarks.scale;

import io.flushpoint.Bound;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Many environments of one function that post to one collector, by default 10,000 with the bounds of a sender that
 * nobody has changed. Immutable but while it is being made. All times in milliseconds.
 */
final class Fleet {
    /** When nothing is invoked; what would have been comes right after, spread evenly over {@code back}. */
    record Pause(long from, long to, long back) {}

    int environments = 10_000;

    /** In which all environments are made, at an even rate. */
    long ramp = 10_000;

    long duration = 1_200_000;

    /** Mean time between two invocations of an environment; drawn from an exponential distribution. */
    long gap = 2_000;

    Pause pause = new Pause(Long.MAX_VALUE, Long.MAX_VALUE, 0);

    /** Share of the invocations that send. */
    double sending = 1;

    /** From a request to its answer. */
    long thinkTime = 100;

    /** Idle time after which the collector's side closes. */
    long peerIdle = 75_000;

    /** Age over which the collector resumes no TLS session. */
    long sessionLife = 300_000;

    long idleAge = Bound.IDLE_AGE.defaultValue();
    long connectionAge = Bound.CONNECTION_AGE.defaultValue();
    long jitterPercent = Bound.AGE_JITTER.defaultValue();
    int connections = (int) Bound.CONNECTIONS_PER_ENDPOINT.defaultValue();

    /** Sends that one connection carries at a time: 1 over HTTP/1.1, many over HTTP/2. */
    int streams = 1;

    /** Whether an invocation that finds no idle connection opens one as it begins, as the adapter does. */
    boolean ahead = true;

    private Fleet() {}

    /** The defaults, changed. */
    static Fleet with(Consumer<Fleet> change) {
        Fleet fleet = new Fleet();
        change.accept(fleet);
        return fleet;
    }

    /** Simulates every environment; the same seed gives the same load. */
    Load simulate(long seed) {
        Load load = new Load((int) (duration / 1_000));
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < environments; i++) {
            new Life(this, load, seeds.split()).live(ramp * i / environments);
        }
        return load;
    }
}
