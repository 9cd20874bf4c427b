package io.flushpoint.lambda;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation has from outside its environment, as a short name: its request id and its deadline. Copies of one
 * snapshot can have everything else in common, the state of every random generator included, but never these: an event
 * that is tried again keeps its id and gets another deadline.
 */
final class Tag {
    private static final int BYTES = 16;

    private final String id;
    private final long deadlineMillis;
    private volatile @Nullable String text;

    Tag(String id, long deadlineMillis) {
        this.id = id;
        this.deadlineMillis = deadlineMillis;
    }

    /** Made on first use: most invocations need none. */
    String text() {
        String known = text;
        if (known == null) {
            known = digest(id + " " + deadlineMillis);
            text = known;
        }
        return known;
    }

    private static String digest(String of) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
