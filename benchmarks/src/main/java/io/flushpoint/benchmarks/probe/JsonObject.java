package io.flushpoint.benchmarks.probe;

import org.jspecify.annotations.Nullable;

/** A JSON object being written, field by field, on one line (RFC 8259). An absent value is written as null. */
final class JsonObject {
    private final StringBuilder text = new StringBuilder("{");

    JsonObject field(String name, @Nullable Enum<?> value) {
        return field(name, value == null ? null : value.name());
    }

    JsonObject field(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    JsonObject field(String name, @Nullable Number integer) {
        name(name).append(integer == null ? "null" : Long.toString(integer.longValue()));
        return this;
    }

    JsonObject field(String name, @Nullable Boolean value) {
        name(name).append(value);
        return this;
    }

    JsonObject field(String name, JsonObject value) {
        name(name).append(value);
        return this;
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        return text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
