package io.flushpoint.opentelemetry;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The senders of exporters that were given none: one for all whose settings are equal, closed after the last of them. */
final class OwnSenders {
    private static final String LEVEL = "FLUSHPOINT_TELEMETRY_LEVEL";
    private static final Map<Settings, Shared> SHARED = new HashMap<>();

    private OwnSenders() {}

    /** An exporter's hold of a sender. */
    interface Lease {
        TelemetrySender sender();

        /** The exporter needs it no more. May block for as long as a sender takes to close. */
        void end();

        static Lease ofCaller(TelemetrySender sender) {
            return new Lease() {
                @Override
                public TelemetrySender sender() {
                    return sender;
                }

                @Override
                public void end() {
                    // it stays the caller's
                }
            };
        }
    }

    private static final class Shared {
        private final HttpSender sender;
        private final TelemetrySender telemetry;
        private int leases;

        Shared(HttpSender sender) {
            this.sender = sender;
            this.telemetry = TelemetrySender.over(
                    sender, TelemetryOptions.defaults().level(level(System.getenv(LEVEL), sender)));
        }
    }

    /** @throws IllegalArgumentException if the environment names a level that there is not */
    static synchronized Lease lease(Settings settings) {
        Shared shared =
                SHARED.computeIfAbsent(settings, absent -> new Shared(HttpSender.create(absent.senderOptions())));
        shared.leases++;
        return new Lease() {
            @Override
            public TelemetrySender sender() {
                return shared.telemetry;
            }

            @Override
            public void end() {
                if (isLast(settings, shared)) {
                    shared.sender.close();
                }
            }
        };
    }

    private static synchronized boolean isLast(Settings settings, Shared shared) {
        shared.leases--;
        return shared.leases == 0 && SHARED.remove(settings, shared);
    }

    /** As it is named; by default the best below an answer: SENT, or WRITTEN where the transport cannot tell SENT. */
    static DeliveryLevel level(@Nullable String named, HttpSender sender) {
        if (named == null || named.isBlank()) {
            return sender.levels().contains(DeliveryLevel.SENT) ? DeliveryLevel.SENT : DeliveryLevel.WRITTEN;
        }
        try {
            return DeliveryLevel.valueOf(named.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    LEVEL + " must be one of " + sender.levels() + ", not \"" + named + "\"", unknown);
        }
    }
}
