package io.flushpoint.lambda;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys by which a peer knows two copies of one request: a random name of this instance, the {@link Tag} of the
 * invocation, and a count. The name is drawn anew after a snapshot was restored, since every copy of a snapshot goes on
 * with the same memory; the tag is there because what it is drawn from may be in the snapshot as well.
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
    String next(Tag invocation) {
        return instance + "-" + invocation.text() + "-" + count.incrementAndGet();
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
