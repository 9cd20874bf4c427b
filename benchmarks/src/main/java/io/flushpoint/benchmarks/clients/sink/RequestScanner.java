package io.flushpoint.benchmarks.clients.sink;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where requests end (RFC 9112 §6): by {@code Content-Length} or chunked, in bytes that arrive in any portions.
 *
 * <pre>
 *   HEAD --length--&gt; BODY ------------------&gt; ended
 *     +----chunked--&gt; SIZE --&gt; CHUNK --+
 *                      ^  +0--&gt; TRAILER | ---&gt; ended
 *                      +---------------+
 * </pre>
 */
final class RequestScanner {
    private static final int LONGEST_HEAD = 64 << 10;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \\t]*(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:[ \\t]*chunked");
    private static final int CRLF = 2;

    private enum Stage {
        HEAD,
        BODY,
        SIZE,
        CHUNK,
        TRAILER
    }

    private final byte[] line = new byte[LONGEST_HEAD];
    private Stage stage = Stage.HEAD;
    private int length;
    private long left;

    /** How many requests end within these bytes. */
    int scan(byte[] bytes, int count) {
        int ended = 0;
        int at = 0;
        while (at < count) {
            if (stage == Stage.BODY || stage == Stage.CHUNK) {
                int skipped = (int) Math.min(left, count - at);
                left -= skipped;
                at += skipped;
            } else {
                keep(bytes[at++]);
            }
            if (passes()) {
                ended++;
            }
        }
        return ended;
    }

    private void keep(byte one) {
        if (length == line.length) {
            throw new IllegalStateException("a head of more than " + LONGEST_HEAD + " bytes");
        }
        line[length++] = one;
    }

    /** Moves on where a stage is complete; whether that ended a request. */
    private boolean passes() {
        return switch (stage) {
            case HEAD -> endsWith("\r\n\r\n") && head(take());
            case BODY -> left == 0 && end();
            case SIZE -> endsWith("\r\n") && size(take());
            case CHUNK -> left == 0 && next(Stage.SIZE);
            case TRAILER -> endsWith("\r\n") && trailer(take());
        };
    }

    private boolean head(String head) {
        if (CHUNKED.matcher(head).find()) {
            return next(Stage.SIZE);
        }
        Matcher matcher = LENGTH.matcher(head);
        left = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        return left == 0 ? end() : next(Stage.BODY);
    }

    private boolean size(String text) {
        long size = Long.parseLong(text.split("[;\r]", 2)[0].strip(), 16);
        left = size + CRLF;
        return next(size == 0 ? Stage.TRAILER : Stage.CHUNK);
    }

    private boolean trailer(String text) {
        return text.length() == CRLF && end();
    }

    private boolean end() {
        next(Stage.HEAD);
        return true;
    }

    private boolean next(Stage newStage) {
        stage = newStage;
        return false;
    }

    private String take() {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        return text;
    }

    private boolean endsWith(String end) {
        if (length < end.length() || line[length - 1] != '\n') {
            return false;
        }
        for (int i = 1; i <= end.length(); i++) {
            if (line[length - i] != end.charAt(end.length() - i)) {
                return false;
            }
        }
        return true;
    }
}
