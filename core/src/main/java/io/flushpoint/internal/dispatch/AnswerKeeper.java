package io.flushpoint.internal.dispatch;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of one answer what its request asks for, and tells it once: as soon as it is whole, or when no more will come. Confined
 * to the send's event loop, but for {@link #told}.
 */
final class AnswerKeeper {
    private static final int ERRORS = 400;

    private final List<String> names;
    private final int mostContent;
    private final Map<String, String> headers = new TreeMap<>(); // by lower-case name
    private final CompletableFuture<AnswerExcerpt> told = new CompletableFuture<>();
    private byte[] content = {};
    private int status;

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
        int taken = Math.min(mostContent - content.length, piece.readableBytes());
        if (!isContentKept() || taken <= 0) {
            return;
        }
        byte[] longer = new byte[content.length + taken];
        System.arraycopy(content, 0, longer, 0, content.length);
        piece.getBytes(piece.readerIndex(), longer, content.length, taken);
        content = longer;
        if (content.length == mostContent) {
            over(true);
        }
    }

    /** Nothing more will come; {@code whole} tells whether the answer was read to its end. Without effect the second time. */
    void over(boolean whole) {
        if (!told.isDone()) {
            told.complete(
                    status == 0 ? AnswerExcerpt.noAnswer() : new Excerpt(status, Map.copyOf(headers), content, whole));
        }
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
