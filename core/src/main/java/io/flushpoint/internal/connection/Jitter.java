package io.flushpoint.internal.connection;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Randomness that keeps many senders from doing the same at the same moment. */
public final class Jitter {
    private SplittableRandom random = new SplittableRandom();

    /** Draws from a new seed: whoever was restored from the same snapshot has the same old one. */
    public void reseed() {
        random = new SplittableRandom(
                new SecureRandom().nextLong()); // what the JDK seeds others from is in the snapshot
    }

    /** {@code value} less a random part of it, of {@code percent} at most. */
    long lessUpTo(long percent, long value) {
        long part = value * percent / 100;
        return part == 0 ? value : value - random.nextLong(part + 1);
    }
}
