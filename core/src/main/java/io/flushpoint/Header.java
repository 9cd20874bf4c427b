package io.flushpoint;

import java.util.Objects;

/**
 * One header field line (RFC 9110 §5): a name that is a token, and a value of visible ASCII, {@code obs-text} up to
 * U+00FF and, between those, spaces and tabs. The value may be empty. A character U+0080 to U+00FF is sent as that one
 * byte.
 *
 * <p>Whether the caller may set a field at all is for {@link SendRequest#header(String, String)} to say.
 */
public record Header(String name, String value) {
    /**
     * Checks name and value.
     *
     * @throws IllegalArgumentException if the name is not a token, or the value holds a character that is not allowed
     *     (such as CR, LF, NUL or anything above U+00FF), or begins or ends with white space. The message never holds
     *     the value
     */
    public Header {
        HttpSyntax.requireToken("header name", Objects.requireNonNull(name, "name"));
        HttpSyntax.requireFieldValue(name, Objects.requireNonNull(value, "value"));
    }

    /** The name and the length of the value; never the value. */
    @Override
    public String toString() {
        return name + ": (" + value.length() + " characters)";
    }
}
