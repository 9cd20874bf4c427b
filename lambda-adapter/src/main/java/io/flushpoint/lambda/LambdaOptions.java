package io.flushpoint.lambda;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How an environment's sender is made and how an invocation ends. Immutable; each method returns a changed copy. */
public final class LambdaOptions {
    /**
     * Time that the end of an invocation leaves to the runtime, in milliseconds: posting the response, and the sender's
     * verdict on a send that has just run out of time, on a small share of a core.
     */
    static final Duration MARGIN = Duration.ofMillis(100);

    /** Time that connecting may take in INIT, in seconds: INIT has 10 for everything, a dead endpoint must not eat them up. */
    static final Duration WARM_UP = Duration.ofSeconds(3);

    private static final LambdaOptions DEFAULTS =
            new LambdaOptions(SenderOptions.defaults(), null, MARGIN, WARM_UP, AdapterLog::undelivered);

    private final SenderOptions sender;
    private final @Nullable DeliveryLevel level;
    private final Duration margin;
    private final Duration warmUp;
    private final Consumer<Undelivered> undelivered;

    private LambdaOptions(
            SenderOptions sender,
            @Nullable DeliveryLevel level,
            Duration margin,
            Duration warmUp,
            Consumer<Undelivered> undelivered) {
        this.sender = Objects.requireNonNull(sender, "sender");
        this.level = level;
        this.margin = notNegative("margin", margin);
        this.warmUp = notNegative("warmUp", warmUp);
        this.undelivered = Objects.requireNonNull(undelivered, "undelivered");
    }

    /** Everything at its default. */
    public static LambdaOptions defaults() {
        return DEFAULTS;
    }

    /** Replaces the options of the sender. */
    public LambdaOptions sender(SenderOptions sender) {
        return new LambdaOptions(sender, level, margin, warmUp, undelivered);
    }

    /**
     * Sets the level that every send must reach before its invocation ends. By default {@link DeliveryLevel#SENT}
     * where the transport can establish it, {@link DeliveryLevel#WRITTEN} elsewhere.
     */
    public LambdaOptions level(DeliveryLevel level) {
        return new LambdaOptions(sender, Objects.requireNonNull(level, "level"), margin, warmUp, undelivered);
    }

    /** Sets the part of the remaining time that is left to the runtime; 100 ms by default. */
    public LambdaOptions margin(Duration margin) {
        return new LambdaOptions(sender, level, margin, warmUp, undelivered);
    }

    /** Sets for how long INIT waits for its connections, which go on opening afterwards; 3 s by default. */
    public LambdaOptions warmUp(Duration warmUp) {
        return new LambdaOptions(sender, level, margin, warmUp, undelivered);
    }

    /**
     * Sets who hears of sends that did not reach their level; called once each, by the thread that closes the
     * invocation, within its remaining time. By default each is a warning of the logger {@code io.flushpoint.lambda},
     * through Netty's internal logger as everything else here: to SLF4J or Log4j where present, otherwise to standard
     * error and so to the function's log. What the consumer throws is logged there and goes no further.
     */
    public LambdaOptions undelivered(Consumer<Undelivered> undelivered) {
        return new LambdaOptions(sender, level, margin, warmUp, undelivered);
    }

    SenderOptions sender() {
        return sender;
    }

    Optional<DeliveryLevel> level() {
        return Optional.ofNullable(level);
    }

    Duration margin() {
        return margin;
    }

    Duration warmUp() {
        return warmUp;
    }

    Consumer<Undelivered> undelivered() {
        return undelivered;
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must be from 0 up, not " + value);
        }
        return value;
    }
}
