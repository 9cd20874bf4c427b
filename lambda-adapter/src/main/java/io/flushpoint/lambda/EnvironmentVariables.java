package io.flushpoint.lambda;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Transport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The variables of the environment that configure the adapter, and how each changes the options. */
final class EnvironmentVariables {
    static final String PREFIX = "FLUSHPOINT_";
    static final String ENDPOINTS = PREFIX + "ENDPOINTS";

    private static final Map<String, BiFunction<LambdaOptions, String, LambdaOptions>> BY_NAME = Map.ofEntries(
            variable("ENDPOINTS", EnvironmentVariables::endpoints, LambdaOptions::endpoints),
            variable("LEVEL", value -> constant(DeliveryLevel.class, value), LambdaOptions::level),
            variable("MARGIN_MS", EnvironmentVariables::millis, LambdaOptions::margin),
            variable("WARM_UP_MS", EnvironmentVariables::millis, LambdaOptions::warmUp),
            variable("LONGEST_WAIT_MS", EnvironmentVariables::millis, LambdaOptions::longestWait),
            variable("RESTORE_MS", EnvironmentVariables::millis, LambdaOptions::restore),
            variable(
                    "TRANSPORT",
                    value -> constant(Transport.class, value),
                    (options, transport) -> options.sender(options.sender().transport(transport))),
            variable("FAIL_INVOCATION", EnvironmentVariables::flag, LambdaOptions::failInvocation),
            variable("RESEND_LOST", EnvironmentVariables::flag, LambdaOptions::resendLost),
            variable("IDEMPOTENCY_KEY_HEADER", value -> value, LambdaOptions::idempotencyKeyHeader),
            variable("AFTER_RESPONSE", EnvironmentVariables::flag, LambdaOptions::afterResponse),
            // Of flushpoint-opentelemetry, for exporters without a sender of the function's: read there, and checked
            // here too.
            variable("TELEMETRY_LEVEL", value -> constant(DeliveryLevel.class, value), (options, level) -> options));

    private EnvironmentVariables() {}

    /** The defaults, changed by every variable that has our prefix. An empty one, such as a template leaves, is unset. */
    static LambdaOptions read(Map<String, String> environment) {
        LambdaOptions options = LambdaOptions.defaults();
        for (var variable : new TreeMap<>(environment).entrySet()) {
            String value = variable.getValue().strip();
            if (variable.getKey().startsWith(PREFIX)) {
                options = changed(options, variable.getKey(), value);
            }
        }
        return options;
    }

    /** What may follow our prefix, but for the names of bounds; in order. */
    static SortedSet<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    private static LambdaOptions changed(LambdaOptions options, String variable, String value) {
        String name = variable.substring(PREFIX.length());
        try {
            BiFunction<LambdaOptions, String, LambdaOptions> change = BY_NAME.get(name);
            if (value.isEmpty()) {
                requireKnown(name);
                return options;
            }
            return change == null ? bounded(options, name, value) : change.apply(options, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("environment variable " + variable + ": " + e.getMessage(), e);
        }
    }

    private static LambdaOptions bounded(LambdaOptions options, String name, String value) {
        return options.sender(options.sender().bound(bound(name), value));
    }

    private static Bound bound(String name) {
        return Arrays.stream(Bound.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such setting; there are " + names()
                        + " and the bounds " + Arrays.toString(Bound.values())));
    }

    /** A name that is misspelled is told, though its value is empty. */
    private static void requireKnown(String name) {
        if (!BY_NAME.containsKey(name)) {
            bound(name);
        }
    }

    private static <T> Map.Entry<String, BiFunction<LambdaOptions, String, LambdaOptions>> variable(
            String name, Function<String, T> parse, BiFunction<LambdaOptions, T, LambdaOptions> set) {
        return Map.entry(name, (options, value) -> set.apply(options, parse.apply(value)));
    }

    private static String[] endpoints(String value) {
        String[] entries =
                Arrays.stream(value.split(",", -1)).map(String::strip).toArray(String[]::new);
        for (int i = 0; i < entries.length; i++) {
            if (entries[i].isEmpty()) {
                throw new IllegalArgumentException("entry " + (i + 1) + " of " + entries.length + " is empty");
            }
        }
        return entries;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(value.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be one of " + Arrays.toString(type.getEnumConstants()) + ", not '" + value + "'"));
    }

    private static boolean flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not '" + value + "'");
        };
    }

    private static Duration millis(String value) {
        return Duration.ofMillis(number(value));
    }

    private static long number(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number, not '" + value + "'", e);
        }
    }
}
