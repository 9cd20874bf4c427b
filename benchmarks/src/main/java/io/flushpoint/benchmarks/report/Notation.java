package io.flushpoint.benchmarks.report;

import java.util.Locale;

/** How numbers and texts are written in tables and plots, the same on every machine. */
final class Notation {
    private Notation() {}

    /** A time for a label: about three digits, such as 0.85, 2.3, 104 or 1,012. */
    static String label(double millis) {
        String format = millis < 0.995 ? "%.2f" : millis < 9.95 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, millis);
    }

    /** A time for a table: two places. */
    static String cell(double millis) {
        return String.format(Locale.ROOT, "%,.2f", millis);
    }

    /** The middle of several measurements, and in parentheses the least and the greatest. */
    static String spread(Spread spread) {
        return label(spread.median()) + range(spread);
    }

    /** The least and the greatest, in parentheses; nothing if they are one. */
    static String range(Spread spread) {
        return spread.isOne() ? "" : " (" + label(spread.least()) + "–" + label(spread.greatest()) + ")";
    }

    /** A value at a tick: no more digits than it needs. */
    static String tick(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value).replaceFirst("0$", "");
    }

    /** How many times as long, such as ×2.3. */
    static String ratio(double ratio) {
        return "×" + label(ratio);
    }

    /** Whether a text has characters, and none that XML or a line of Markdown cannot carry. */
    static boolean printable(String text) {
        return !text.isBlank()
                && text.codePoints()
                        .allMatch(c -> Character.isDefined(c)
                                && !Character.isISOControl(c)
                                && Character.getType(c) != Character.SURROGATE
                                && Character.getType(c) != Character.LINE_SEPARATOR
                                && Character.getType(c) != Character.PARAGRAPH_SEPARATOR);
    }
}
