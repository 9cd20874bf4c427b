package io.flushpoint.benchmarks.report;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.json.JSONException;
import org.json.JSONObject;
import org.json.JSONParserConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * One result as it was printed, and its place. A field is named by its path, such as {@code billed_ms.p50}; those that
 * are not asked for may be anything.
 */
final class RawObject {
    private static final JSONParserConfiguration STRICT = new JSONParserConfiguration().withStrictMode(true);

    /** Longest name, in characters: it must fit beside its bar. */
    private static final int NAME_LENGTH = 24;

    private final String place;
    private final JSONObject object;

    private RawObject(String place, JSONObject object) {
        this.place = place;
        this.object = object;
    }

    /**
     * Reads one line.
     *
     * @param place file and line, for errors
     * @throws ReportException if the line is not one JSON object (RFC 8259)
     */
    static RawObject parse(String place, String line) {
        try {
            return new RawObject(place, new JSONObject(line, STRICT));
        } catch (JSONException e) {
            throw new ReportException(place + ": not a JSON object: " + e.getMessage(), e);
        }
    }

    /** Whether the field is there and not null. */
    boolean has(String field) {
        return find(field) != null;
    }

    /** A text with at least one character and none that cannot be printed. */
    String text(String field) {
        if (!(need(field) instanceof String text)) {
            throw wrong(field, "must be a text");
        }
        if (!Notation.printable(text)) {
            throw wrong(field, "must be a text of printable characters");
        }
        return text;
    }

    /** A text that labels a bar, so a short one. */
    String name(String field) {
        String text = text(field);
        if (text.length() > NAME_LENGTH) {
            throw wrong(field, "must be at most " + NAME_LENGTH + " characters long, not " + text.length());
        }
        return text;
    }

    /** A whole number from 0 on. */
    long count(String field) {
        Object value = need(field);
        if (!(value instanceof Integer || value instanceof Long) || ((Number) value).longValue() < 0) {
            throw wrong(field, "must be a whole number from 0 on, not " + value);
        }
        return ((Number) value).longValue();
    }

    /** A number above 0: no duration or share is nothing, and a logarithmic axis has no place for it. */
    double positive(String field) {
        Object value = need(field);
        double number = value instanceof Number ? new BigDecimal(value.toString()).doubleValue() : Double.NaN;
        if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
            throw wrong(field, "must be a number above 0, not " + value);
        }
        return number;
    }

    /** A number from 0 on; what is less, as the difference of two readings may be, counts as nothing. */
    double amount(String field) {
        if (!(need(field) instanceof Number number)) {
            throw wrong(field, "must be a number");
        }
        return Math.max(0, number.doubleValue());
    }

    /** The same, or empty where the field is absent or null. */
    OptionalDouble positiveIfAny(String field) {
        return has(field) ? OptionalDouble.of(positive(field)) : OptionalDouble.empty();
    }

    /** An error that names file, line and field. */
    ReportException wrong(String field, String what) {
        return new ReportException(place + ": " + field + " " + what);
    }

    private Object need(String field) {
        Object value = find(field);
        if (value == null) {
            throw wrong(field, "is missing");
        }
        return value;
    }

    private @Nullable Object find(String field) {
        Object value = object;
        for (String name : field.split("\\.", -1)) {
            value = value instanceof JSONObject parent ? parent.opt(name) : null;
        }
        return JSONObject.NULL.equals(value) ? null : value;
    }
}
