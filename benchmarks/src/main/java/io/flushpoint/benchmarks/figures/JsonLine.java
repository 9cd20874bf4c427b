package io.flushpoint.benchmarks.figures;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.json.JSONString;
import org.json.JSONStringer;
import org.json.JSONWriter;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on one line (RFC 8259), its fields in the order in which they were put. It is ASCII, so that every
 * console can carry it. An absent value is null.
 */
public final class JsonLine implements JSONString {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    /** The empty object. */
    public JsonLine() {}

    /** Adds a string, a number, a boolean, a constant by its name, another object, or null. */
    public JsonLine put(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    /** Adds what is there, or null. */
    public JsonLine put(String name, Optional<?> value) {
        return put(name, (@Nullable Object) value.orElse(null));
    }

    /** Adds a number with three places, such as milliseconds with their microseconds. */
    public JsonLine putThousandths(String name, double number) {
        JSONString written = () -> String.format(Locale.ROOT, "%.3f", number);
        return put(name, written);
    }

    /** The object. */
    @Override
    public String toJSONString() {
        JSONWriter json = new JSONStringer().object();
        fields.forEach((name, value) -> json.key(name).value(value));
        return json.endObject().toString().chars().mapToObj(JsonLine::ascii).collect(Collectors.joining());
    }

    private static String ascii(int c) {
        return c > '~' ? String.format("\\u%04x", c) : Character.toString(c);
    }

    @Override
    public String toString() {
        return toJSONString();
    }
}
