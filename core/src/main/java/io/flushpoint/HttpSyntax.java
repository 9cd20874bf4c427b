package io.flushpoint;

import java.util.Locale;

/**
 * The character rules of RFC 9110 §5: what a token and a field value may hold. They stand before Netty's own
 * validation, which takes a character above U+00FF and sends a question mark instead. Messages tell the character by
 * code point and index, and never repeat text that failed.
 */
final class HttpSyntax {
    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";
    private static final char DELETE = 0x7F;
    private static final char LAST_OBS_TEXT = 0xFF;

    private HttpSyntax() {}

    /**
     * Checks a token (RFC 9110 §5.6.2).
     *
     * @param what names the datum in the message
     */
    static void requireToken(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && TOKEN_SYMBOLS.indexOf(c) < 0) {
                throw new IllegalArgumentException(what + ": " + character(text, i) + " is not allowed in a token");
            }
        }
    }

    /** Checks a field value (RFC 9110 §5.5) of the field {@code name}, which must be a token already. */
    static void requireFieldValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean blank = c == ' ' || c == '\t';
            if (blank && (i == 0 || i == value.length() - 1)) {
                throw new IllegalArgumentException("value of header " + name + ": " + character(value, i)
                        + " is white space at its beginning or end");
            }
            if (!blank && (c <= ' ' || c == DELETE || c > LAST_OBS_TEXT)) {
                throw new IllegalArgumentException(
                        "value of header " + name + ": " + character(value, i) + " is not allowed");
            }
        }
    }

    /** Checks that text has a UTF-8 form. */
    static void requirePairedSurrogates(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean unpaired = Character.isHighSurrogate(text.charAt(i))
                    ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                    : Character.isLowSurrogate(text.charAt(i))
                            && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
            if (unpaired) {
                throw new IllegalArgumentException(what + ": " + character(text, i) + " is an unpaired surrogate");
            }
        }
    }

    /** A character as messages tell it: code point and index. */
    static String character(String text, int index) {
        return String.format(Locale.ROOT, "character U+%04X at index %d", text.codePointAt(index), index);
    }

    static boolean isAlphanumeric(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHexDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
