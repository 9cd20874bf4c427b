package io.flushpoint.opentelemetry;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The senders of exporters that were given none: one for all whose settings are equal, closed after the last of them. Over https each
 * exporter has its own, since the SDK gives each a TLS context of its own.
 */
final class OwnSenders {
    private static final String LEVEL = "FLUSHPOINT_TELEMETRY_LEVEL";

    /** Of all exporters that see this class: the SDK makes a provider of its own for each exporter. */
    static final OwnSenders OF_THE_PROCESS = new OwnSenders();

    private final Map<Settings, Shared> shared = new HashMap<>();

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

        Shared(HttpSender sender, TelemetryOptions options) {
            this.sender = sender;
            this.telemetry = TelemetrySender.over(sender, options);
        }
    }

    /** @throws IllegalArgumentException if the environment names a level that there is not */
    Lease lease(Settings settings) {
        Shared one = take(settings, null).orElseGet(() -> make(settings));
        return new Lease() {
            @Override
            public TelemetrySender sender() {
                return one.telemetry;
            }

            @Override
            public void end() {
                if (isLast(settings, one)) {
                    one.sender.close();
                }
            }
        };
    }

    private Shared make(Settings settings) {
        Shared made = create(settings, options(System.getenv(LEVEL)));
        Shared kept = take(settings, made).orElse(made);
        if (kept != made) {
            made.sender.close(); // another exporter was quicker
        }
        return kept;
    }

    private static Shared create(Settings settings, TelemetryOptions options) {
        HttpSender sender = HttpSender.create(settings.senderOptions());
        try {
            return new Shared(sender, options);
        } catch (RuntimeException unavailable) {
            sender.close();
            throw unavailable;
        }
    }

    /** Takes the one that is there, or else the one that was made. */
    private synchronized Optional<Shared> take(Settings settings, @Nullable Shared made) {
        Shared there = shared.get(settings);
        if (there == null && made != null) {
            shared.put(settings, made);
            there = made;
        }
        if (there != null) {
            there.leases++;
        }
        return Optional.ofNullable(there);
    }

    private synchronized boolean isLast(Settings settings, Shared one) {
        one.leases--;
        return one.leases == 0 && shared.remove(settings, one);
    }

    /** @param level as the environment names it; without a name it is that of the defaults */
    static TelemetryOptions options(@Nullable String level) {
        if (level == null || level.isBlank()) {
            return TelemetryOptions.defaults();
        }
        try {
            return TelemetryOptions.defaults()
                    .level(DeliveryLevel.valueOf(level.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    LEVEL + " must be one of " + Arrays.toString(DeliveryLevel.values()) + ", not \"" + level + "\"",
                    unknown);
        }
    }
}
