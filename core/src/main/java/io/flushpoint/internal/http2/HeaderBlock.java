package io.flushpoint.internal.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;

/**
 * A header section in HPACK (RFC 7541), written field by field. Names and values that the static table has are named by it; all else is literal,
 * and nothing enters the dynamic table. So a section costs no memory on either side, depends on none before it, and leaves no
 * secret in a compression context (§7.1).
 */
final class HeaderBlock {
    /** At the begin of the first section: the dynamic table is empty for good, whatever the peer would allow (§4.2, §6.3). */
    private static final int NO_DYNAMIC_TABLE = 0x20;

    private static final int INDEXED = 0x80;
    private static final int INDEXED_BITS = 7;
    private static final int LITERAL = 0x00;
    private static final int NEVER_INDEXED = 0x10;
    private static final int LITERAL_BITS = 4;
    private static final int LENGTH_BITS = 7;
    private static final int MORE = 0x80;

    /** What a field is counted for beside its name and value (RFC 9113 §6.5.2). */
    private static final int FIELD_BYTES = 32;

    private static final int AUTHORITY = 1;
    private static final int METHOD_GET = 2;
    private static final int METHOD_POST = 3;
    private static final int PATH = 4;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;

    /** A name of the static table, and where it stands there (appendix A). */
    private record Known(AsciiString name, int index) {}

    private static final Known[] KNOWN = {
        new Known(HttpHeaderNames.CONTENT_TYPE, 31),
        new Known(HttpHeaderNames.USER_AGENT, 58),
        new Known(HttpHeaderNames.CONTENT_LENGTH, 28),
        new Known(HttpHeaderNames.CONTENT_ENCODING, 26),
        new Known(HttpHeaderNames.AUTHORIZATION, 23),
        new Known(HttpHeaderNames.ACCEPT, 19),
        new Known(HttpHeaderNames.ACCEPT_ENCODING, 16),
        new Known(HttpHeaderNames.COOKIE, 32)
    };

    /** Names whose values no intermediary is to keep either (§7.1.3). */
    private static final AsciiString[] SECRET = {
        HttpHeaderNames.AUTHORIZATION,
        HttpHeaderNames.COOKIE,
        AsciiString.cached("x-api-key"),
        AsciiString.cached("api-key"),
        AsciiString.cached("dd-api-key"),
        AsciiString.cached("x-amz-security-token")
    };

    private final ByteBuf into;
    private long size;

    HeaderBlock(ByteBuf into) {
        this.into = into;
    }

    /** How large the section is by now, as {@code SETTINGS_MAX_HEADER_LIST_SIZE} counts (RFC 9113 §6.5.2). */
    long size() {
        return size;
    }

    /** Once a connection, before its first field. */
    void withoutDynamicTable() {
        into.writeByte(NO_DYNAMIC_TABLE);
    }

    /** The pseudo-header fields, which come first (RFC 9113 §8.3.1). */
    void request(String method, boolean secure, String authority, String path) {
        require(HttpHeaderValidationUtil.validateToken(method) == -1, "method");
        require(HttpUtil.isEncodingSafeStartLineToken(path), "target");
        switch (method) {
            case "GET" -> number(INDEXED, INDEXED_BITS, METHOD_GET);
            case "POST" -> number(INDEXED, INDEXED_BITS, METHOD_POST);
            default -> literal(LITERAL, METHOD_GET, method);
        }
        number(INDEXED, INDEXED_BITS, secure ? SCHEME_HTTPS : SCHEME_HTTP);
        literal(LITERAL, AUTHORITY, authority);
        literal(LITERAL, PATH, path);
        size += 4 * FIELD_BYTES
                + ":method".length()
                + method.length()
                + ":scheme".length()
                + (secure ? "https" : "http").length()
                + ":authority".length()
                + authority.length()
                + ":path".length()
                + path.length();
    }

    /** A field, whose name is written in lower case (RFC 9113 §8.2). */
    void field(CharSequence name, CharSequence value) {
        require(HttpHeaderValidationUtil.validateToken(name) == -1, "header name");
        require(HttpHeaderValidationUtil.validateValidHeaderValue(value) == -1, "header value");
        int index = index(name);
        int kind = isSecret(name) ? NEVER_INDEXED : LITERAL;
        if (index > 0) {
            literal(kind, index, value);
        } else {
            into.writeByte(kind);
            lowerCase(name);
            text(value);
        }
        size += FIELD_BYTES + name.length() + value.length();
    }

    private static int index(CharSequence name) {
        for (Known known : KNOWN) {
            if (known.name.contentEqualsIgnoreCase(name)) {
                return known.index;
            }
        }
        return 0;
    }

    private static boolean isSecret(CharSequence name) {
        for (AsciiString secret : SECRET) {
            if (secret.contentEqualsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private void literal(int kind, int index, CharSequence value) {
        number(kind, LITERAL_BITS, index);
        text(value);
    }

    private void lowerCase(CharSequence name) {
        number(0, LENGTH_BITS, name.length());
        for (int i = 0; i < name.length(); i++) {
            into.writeByte(AsciiString.toLowerCase(name.charAt(i)));
        }
    }

    /** Not by Huffman's code (§5.2): shorter by a quarter it would be, and take longer. */
    private void text(CharSequence text) {
        number(0, LENGTH_BITS, text.length());
        ByteBufUtil.writeAscii(into, text); // the low byte of each character up to U+00FF, as over HTTP/1.1
    }

    /** A number that begins with the last {@code bits} of an octet, after {@code first} (§5.1). */
    private void number(int first, int bits, int value) {
        int most = (1 << bits) - 1;
        if (value < most) {
            into.writeByte(first | value);
            return;
        }
        into.writeByte(first | most);
        int rest = value - most;
        for (; rest >= MORE; rest >>>= LENGTH_BITS) {
            into.writeByte(MORE | rest);
        }
        into.writeByte(rest);
    }

    private static void require(boolean valid, String what) {
        if (!valid) {
            throw new IllegalArgumentException(what + " holds a character that is not allowed");
        }
    }
}
