package io.flushpoint;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was kept of an answer because its request asked for it: chosen headers, and the beginning of an error's content.
 * Immutable, for any thread. Senders make it; implement it only to stand for one of theirs in a test, since facts may be added.
 *
 * <p>{@code toString()} holds no header value and no content.
 */
public interface AnswerExcerpt {
    /** The status of the final response; empty if none arrived, and then nothing else is here. */
    OptionalInt status();

    /**
     * The value of a header that {@link SendRequest#keepHeaders} named, in any letter case: of several field lines all, joined
     * by a comma and a space (RFC 9110 §5.3), which parts {@code Set-Cookie} from its meaning. Empty if the response has none, if
     * it was not asked for, or if the head was not read to its end. Trailers are not kept.
     */
    Optional<String> header(String name);

    /**
     * A copy of the first bytes of the content, at most {@link SendRequest#keepErrorContent}, without its framing (RFC 9112 §7.1)
     * and not decompressed. Empty for a status below 400.
     */
    byte[] content();

    /**
     * Whether all that was asked for is here, as far as the response has it. False if no answer came, or came before its request
     * was written ({@link Failure#ANSWERED_EARLY}); if its connection ended, or {@link Bound#DRAIN_TIME} or
     * {@link Bound#DRAIN_BYTES} passed, before it was read so far; and, over HTTP/2, if the content has another length than the
     * head says (RFC 9113 §8.1.1). Content without a length ends with its connection (RFC 9112 §6.3): in clear a FIN is taken for
     * its end, over TLS a close_notify.
     */
    boolean isWhole();

    /** What is kept where no answer came. */
    static AnswerExcerpt noAnswer() {
        return NoAnswer.INSTANCE;
    }
}
