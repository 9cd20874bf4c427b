package io.flushpoint.telemetry;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Header;
import io.flushpoint.SendRequest;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts what became known late, tells the listener, and logs it at most once a minute for each kind. */
final class Tidings {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance("io.flushpoint.telemetry");

    /** Characters of an error's content in a line of the log. */
    private static final int SHOWN = 200;

    /** Least length, in characters, of a part of a header's value or of the query that is looked for in it. */
    private static final int SECRET = 6;

    private final Consumer<TelemetryReport> listener;
    private final Map<TelemetryReport.Kind, Sparing> kinds = new EnumMap<>(TelemetryReport.Kind.class);
    private final Sparing mistakes;

    /** @param nanoTime the monotonic clock */
    Tidings(Consumer<TelemetryReport> listener, LongSupplier nanoTime) {
        this.listener = listener;
        for (TelemetryReport.Kind kind : TelemetryReport.Kind.values()) {
            kinds.put(kind, new Sparing(nanoTime));
        }
        mistakes = new Sparing(nanoTime);
    }

    long count(TelemetryReport.Kind kind) {
        return events(kind).events();
    }

    void tell(TelemetryReport.Kind kind, SendRequest request, DeliveryReport delivery, AnswerExcerpt answer) {
        Late late = new Late(kind, request, delivery, answer);
        OptionalLong held = events(kind).one();
        try {
            listener.accept(late);
        } catch (Throwable mistake) {
            mistakes.one()
                    .ifPresent(more -> LOG.warn("the listener for telemetry reports threw" + more(more), mistake));
        }
        held.ifPresent(more -> LOG.warn(line(late) + more(more)));
    }

    private Sparing events(TelemetryReport.Kind kind) {
        return Objects.requireNonNull(kinds.get(kind));
    }

    private static String line(Late late) {
        String told = late.status().isPresent()
                ? "status " + late.status().getAsInt()
                : late.delivery().reason().orElse("no reason known");
        String content = shown(late.answer().content(), late.request());
        return "telemetry to " + late.request().endpoint() + ", done before its answer, was then " + late.kind() + ": "
                + told + (content.isEmpty() ? "" : ": " + content);
    }

    private static String more(long held) {
        return held == 0 ? "" : " (and " + held + " more since this was logged last)";
    }

    /**
     * Printable ASCII alone: what a peer wrote must not write lines of its own. And nothing that the request had in its headers
     * or in its query, which a refusal may repeat, such as a key.
     */
    private static String shown(byte[] content, SendRequest request) {
        String text = new String(content, StandardCharsets.US_ASCII);
        for (Header header : request.headers()) {
            text = without(header.value().split(" ", -1), text);
        }
        for (String part : request.target().replaceFirst("[^?]*", "").split("[?&=;]", -1)) {
            text = without(new String[] {part, URLDecoder.decode(part, StandardCharsets.UTF_8)}, text);
        }
        return text.substring(0, Math.min(text.length(), SHOWN))
                .replaceAll("[^ -~]+", " ")
                .strip();
    }

    private static String without(String[] parts, String text) {
        String rest = text;
        for (String part : parts) {
            rest = part.length() < SECRET ? rest : rest.replace(part, "***");
        }
        return rest;
    }

    private record Late(Kind kind, SendRequest request, DeliveryReport delivery, AnswerExcerpt answer)
            implements TelemetryReport {
        @Override
        public OptionalInt status() {
            return delivery.status();
        }

        @Override
        public String toString() {
            return "TelemetryReport[" + kind + ", " + request + ", " + delivery + "]";
        }
    }
}
