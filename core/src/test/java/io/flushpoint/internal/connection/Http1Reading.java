package io.flushpoint.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What bytes mean as the answer to one request, by a reading of RFC 9112 that shares nothing with the sender's: the status, and
 * where the answer ends if another one may follow there. Of what is neither plainly valid nor plainly in doubt it says nothing.
 */
final class Http1Reading {
    /** Whether another answer may be read from the same connection. */
    enum Reuse {
        /** It is whole, and valid in every byte. */
        YES,
        /** Its end is in doubt or the end of the connection, or has not come. */
        NO,
        /** Readers may differ. */
        UNKNOWN
    }

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.(\\d)[ \t]+([1-9]\\d\\d)(?=[ \t\r\n])");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \t]*([!-~ \t\u0080-\u00ff]*?)[ \t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,6})(;" + TOKEN + "(=" + TOKEN + ")?)*");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FINAL = 200;
    private static final int LONG_HEAD = Play.HEAD_BYTES * 3 / 4;

    private final String text;
    private final boolean toHead;
    private int at;
    private int status;
    private int minor;
    private Reuse reuse = Reuse.NO;
    private boolean chunked;
    private @Nullable String length;
    private boolean odd;
    private boolean doubtful;
    private boolean inDoubt;
    private boolean last;

    /** Of the answer that begins there; {@code toHead} if it answers HEAD. */
    Http1Reading(byte[] octets, int from, boolean toHead) {
        this.text = new String(octets, ISO_8859_1);
        this.at = from;
        this.toHead = toHead;
        read();
    }

    /** The final status; 0 for none. */
    int status() {
        return status;
    }

    Reuse reuse() {
        return reuse;
    }

    /** Whether its head is there, and such that nobody can be sure where the answer ends. */
    boolean isInDoubt() {
        return inDoubt;
    }

    /** Behind its last byte; only if another one may follow. */
    int end() {
        return at;
    }

    private void read() {
        int begun = at;
        for (int responses = 0; ; responses++) {
            while (at < text.length() && (text.charAt(at) == '\r' || text.charAt(at) == '\n')) {
                at++;
            }
            Matcher line = STATUS_LINE.matcher(text).region(at, text.length());
            if (at - begun > Play.INTERIM_BYTES || responses > Play.INTERIM_RESPONSES) {
                return;
            }
            if (!line.lookingAt()) {
                return;
            }
            if (line.end(2) - at > Play.HEAD_BYTES + 1) {
                return;
            }
            int code = Integer.parseInt(line.group(2));
            int end = text.indexOf('\n', at);
            if (code == SWITCHING_PROTOCOLS || (end < 0 && text.length() - at <= Play.HEAD_BYTES)) {
                return;
            }
            minor = line.group(1).charAt(0) - '0';
            if (code >= FINAL) {
                status = code;
                rest(end);
                return;
            }
            if (!skipInterim()) {
                return;
            }
        }
    }

    /** Up to the first line that holds nothing but CR, the status line being one that does. */
    private boolean skipInterim() {
        int line = text.indexOf('\n', at);
        while (line >= 0) {
            int next = text.indexOf('\n', line + 1);
            if (next < 0) {
                return false;
            }
            boolean empty = text.substring(line + 1, next).replace("\r", "").isEmpty();
            line = next;
            if (empty) {
                at = line + 1;
                return true;
            }
        }
        return false;
    }

    /** What follows the status line, which ends there. */
    private void rest(int endOfLine) {
        if (endOfLine < 0) {
            return;
        }
        String line = text.substring(at, endOfLine);
        odd = minor > 1 || !line.matches("HTTP/1\\.\\d \\d{3}( [ -~\u0080-\u00ff]*)?\r");
        doubtful = !line.endsWith("\r") || line.length() > Play.HEAD_BYTES + 2;
        odd |= line.length() > LONG_HEAD; // how long it is is Netty's business as well
        int head = endOfLine + 1;
        int end = fields(head, true);
        if (end < 0 || doubtful) {
            inDoubt = end >= 0;
            return;
        }
        if (end - head > LONG_HEAD) {
            reuse = Reuse.UNKNOWN; // how a head is counted is Netty's business
            return;
        }
        at = end;
        content();
    }

    /** Reads lines up to an empty one, and gives where they end; below 0 if they do not. */
    private int fields(int from, boolean ofHead) {
        int start = from;
        while (true) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                return -1;
            }
            String line = text.substring(start, end);
            start = end + 1;
            if (line.equals("\r")) {
                return start;
            }
            if (line.isEmpty()) {
                doubtful = true;
                return start;
            }
            field(line, ofHead);
        }
    }

    private void field(String line, boolean ofHead) {
        Matcher field = FIELD.matcher(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        if (!line.endsWith("\r")) {
            doubtful = true;
        } else if (!field.matches()) {
            odd = true;
            doubtful |= ofHead && line.indexOf(':') < 0 && line.charAt(0) > ' ';
        } else if (ofHead) {
            understand(field.group(1).toLowerCase(Locale.ROOT), field.group(2));
        }
    }

    private void understand(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        switch (name) {
            case "content-length" -> {
                odd |= length != null && !length.equals(value);
                doubtful |= length != null && !length.equals(value) && (length + value).matches("\\d*");
                odd |= length != null || !value.matches("\\d{1,9}");
                length = value;
            }
            case "transfer-encoding" -> {
                odd |= chunked || !lower.equals("chunked");
                chunked = true;
            }
            case "connection" -> {
                last |= lower.equals("close");
                odd |= !lower.equals("close") && !lower.equals("keep-alive");
            }
            case "keep-alive", "upgrade" -> odd = true;
            default -> {
                // says nothing about the end
            }
        }
    }

    private void content() {
        boolean none = toHead || status == 204 || status == 304;
        if (chunked && length != null) {
            inDoubt = !none && !odd;
            reuse = inDoubt ? Reuse.NO : Reuse.UNKNOWN;
        } else if (minor == 0) {
            reuse = Reuse.NO;
        } else if (odd) {
            reuse = Reuse.UNKNOWN;
        } else if (last) {
            reuse = Reuse.NO;
        } else if (none) {
            reuse = Reuse.YES;
        } else if (chunked) {
            int from = at;
            reuse = chunks();
            bounded(at - from);
        } else if (length != null) {
            int octets = Integer.parseInt(length);
            reuse = text.length() - at >= octets ? Reuse.YES : Reuse.NO;
            at += reuse == Reuse.YES ? octets : 0;
            bounded(octets);
        }
    }

    private void bounded(int octets) {
        if (octets > Play.DRAIN_BYTES && reuse == Reuse.YES) {
            reuse = Reuse.NO;
        }
    }

    private Reuse chunks() {
        while (true) {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                return Reuse.NO;
            }
            String line = text.substring(at, end);
            Matcher chunk = CHUNK.matcher(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            if (!line.endsWith("\r")) {
                return Reuse.NO;
            }
            if (!chunk.matches()) {
                return Reuse.UNKNOWN;
            }
            int octets = Integer.parseInt(chunk.group(1), 16);
            at = end + 1;
            if (octets == 0) {
                return trailers();
            }
            if (text.length() - at < octets + 2) {
                return Reuse.NO;
            }
            if (!text.startsWith("\r\n", at + octets)) {
                return Reuse.NO;
            }
            at += octets + 2;
        }
    }

    private Reuse trailers() {
        int from = at;
        int end = fields(at, false);
        if (end < 0 || doubtful) {
            return Reuse.NO;
        }
        at = end;
        return odd || end - from > LONG_HEAD ? Reuse.UNKNOWN : Reuse.YES;
    }

    @Override
    public String toString() {
        return "status " + status + ", reuse " + reuse + ", end " + at;
    }
}
