package io.flushpoint.internal.dispatch;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of one answer what its request asks for, and tells it once: when it is whole or no more will come, and not before the
 * answer itself is told. Confined to the send's event loop, but for {@link #told}.
 */
final class AnswerKeeper {
    private static final int ERRORS = 400;
    private static final byte[] NOTHING = {};

    private final List<String> names;
    private final int mostContent;
    private final Map<String, String> headers = new TreeMap<>(); // by lower-case name
    private final CompletableFuture<AnswerExcerpt> told = new CompletableFuture<>();
    private AnswerExcerpt bare = AnswerExcerpt.noAnswer(); // what there is if keeping fails
    private byte[] content = NOTHING;
    private int length;
    private int status;
    private boolean isAnswerTold;
    private boolean isOver;
    private boolean isWhole;

    AnswerKeeper(SendRequest request) {
        this.names = request.keptHeaders();
        this.mostContent = request.keptErrorContent();
    }

    /** Not for callers' hands: they could complete it. From any thread. */
    CompletableFuture<AnswerExcerpt> told() {
        return told;
    }

    /** The final response has this status. */
    void answered(int finalStatus) {
        status = finalStatus;
        bare = new Excerpt(finalStatus, Map.of(), NOTHING, false);
    }

    /** The answer is told, or that there is none. */
    void answerTold() {
        isAnswerTold = true;
        tellIfOver();
    }

    /** The head of the final response is read; the headers are somebody else's. */
    void head(HttpHeaders all) {
        for (String name : names) {
            List<String> values = all.getAll(name);
            if (!values.isEmpty()) {
                headers.put(lowerCase(name), String.join(", ", values));
            }
        }
        if (!isContentKept()) {
            over(true);
        }
    }

    /** More of its content is read. */
    void content(ByteBuf piece) {
        int taken = Math.min(mostContent - length, piece.readableBytes());
        if (isOver || !isContentKept() || taken <= 0) {
            return;
        }
        if (length + taken > content.length) { // twice as much each time: it may come byte by byte
            content = Arrays.copyOf(content, Math.min(mostContent, Math.max(2 * length, length + taken)));
        }
        piece.getBytes(piece.readerIndex(), content, length, taken);
        length += taken;
        if (length == mostContent) {
            over(true);
        }
    }

    /** Nothing more will come; {@code whole} tells whether the answer was read to its end. Without effect the second time. */
    void over(boolean whole) {
        if (!isOver) {
            isOver = true;
            isWhole = whole;
            tellIfOver();
        }
    }

    /** Keeping failed, such as for want of memory. */
    void failed() {
        isOver = true;
        letGo();
        told.complete(bare);
    }

    private void tellIfOver() {
        if (isOver && isAnswerTold && !told.isDone()) {
            AnswerExcerpt kept = status == 0
                    ? bare
                    : new Excerpt(status, Map.copyOf(headers), Arrays.copyOf(content, length), isWhole);
            letGo();
            told.complete(kept);
        }
    }

    private void letGo() {
        headers.clear();
        content = NOTHING;
        length = 0;
    }

    private boolean isContentKept() {
        return mostContent > 0 && status >= ERRORS;
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What was kept. */
    private static final class Excerpt implements AnswerExcerpt {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] content;
        private final boolean whole;

        Excerpt(int status, Map<String, String> headers, byte[] content, boolean whole) {
            this.status = status;
            this.headers = headers;
            this.content = content;
            this.whole = whole;
        }

        @Override
        public OptionalInt status() {
            return OptionalInt.of(status);
        }

        @Override
        public Optional<String> header(String name) {
            @Nullable String value = headers.get(lowerCase(name));
            return Optional.ofNullable(value);
        }

        @Override
        public byte[] content() {
            return content.clone();
        }

        @Override
        public boolean isWhole() {
            return whole;
        }

        @Override
        public String toString() {
            return "AnswerExcerpt[status=" + status + ", headers=" + headers.keySet() + ", content of " + content.length
                    + " bytes, " + (whole ? "whole" : "not whole") + "]";
        }
    }
}
