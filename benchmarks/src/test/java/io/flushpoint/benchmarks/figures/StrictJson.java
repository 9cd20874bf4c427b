package io.flushpoint.benchmarks.figures;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader of one JSON object (RFC 8259) that takes nothing else: no white space, no fraction, no array, no duplicate
 * name, nothing after the end. Objects become maps in their order, integers {@link Long}.
 */
public final class StrictJson {
    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /** Reads one. */
    public static Map<String, Object> object(String text) {
        StrictJson json = new StrictJson(text);
        Map<String, Object> object = json.object();
        if (json.at != text.length()) {
            throw json.wrong("the end");
        }
        return object;
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        if (peek() != '}') {
            do {
                String name = string();
                expect(':');
                Object value = value();
                if (object.containsKey(name)) {
                    throw wrong("a name not used before");
                }
                object.put(name, value);
            } while (skip(','));
        }
        expect('}');
        return object;
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> integer();
        };
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private Long integer() {
        int start = at;
        skip('-');
        int digits = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == digits || (text.charAt(digits) == '0' && at > digits + 1)) {
            throw wrong("an integer");
        }
        return Long.valueOf(text.substring(start, at));
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        expect('"');
        while (!skip('"')) {
            char c = next();
            if (c < ' ') {
                throw wrong("no control character");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() {
        char c = next();
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "\"\\/bfnrt".indexOf(c);
        if (known < 0) {
            throw wrong("an escape");
        }
        return "\"\\/\b\f\n\r\t".charAt(known);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() {
        if (at == text.length()) {
            throw wrong("more");
        }
        return text.charAt(at++);
    }

    private boolean skip(char c) {
        boolean there = peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw wrong("'" + c + "'");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("expected " + expected + " at " + at + " in " + text);
    }
}
