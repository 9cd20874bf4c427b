package io.flushpoint.internal.connection;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Randomness that keeps many senders from doing the same at the same moment. Copies of one snapshot have the same state,
 * and where the platform does not reseed its random generator even the same new seeds: so what comes from outside counts
 * as well.
 */
public final class Jitter {
    private final LongSupplier seeds;
    private SplittableRandom random = new SplittableRandom();

    /** Seeds come from the platform. */
    public Jitter() {
        this(() -> new SecureRandom().nextLong()); // what the JDK seeds others from is in the snapshot
    }

    /** Seeds are the caller's, but for the first. */
    public Jitter(LongSupplier seeds) {
        this.seeds = seeds;
    }

    /** Draws from a new seed, such as after a snapshot was restored; {@code outside} as in {@link #stir}. */
    public void reseed(long outside) {
        random = new SplittableRandom(seeds.getAsLong() ^ outside);
    }

    /** Draws from a seed that depends on the one before and on something which copies of one snapshot do not share. */
    public void stir(long outside) {
        random = new SplittableRandom(random.nextLong() ^ outside);
    }

    /** {@code value} less a random part of it, of {@code percent} at most. */
    long lessUpTo(long percent, long value) {
        long part = value * percent / 100;
        return part == 0 ? value : value - random.nextLong(part + 1);
    }
}
