package io.flushpoint.lambda;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys by which a peer knows two copies of one request: a random name of this instance, and a count. The name is drawn
 * anew after a snapshot was restored, since every copy of a snapshot goes on with the same memory.
 */
final class IdempotencyKeys {
    private static final int NAME_BYTES = 16;

    private final AtomicLong count = new AtomicLong();
    private volatile String instance = draw();

    private static String draw() {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        return HexFormat.of().formatHex(name);
    }

    /** A key that was never given out, here or elsewhere. */
    String next() {
        return instance + "-" + count.incrementAndGet();
    }

    /** Draws a new name. */
    void renew() {
        instance = draw();
    }

    /** The random name of this instance. */
    String instance() {
        return instance;
    }
}
