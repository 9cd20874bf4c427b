package io.flushpoint;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** How a sender is made: transport, TLS, resolver, listener and bounds. Immutable; each method returns a changed copy. */
public final class SenderOptions {
    private static final SenderOptions DEFAULTS = new SenderOptions(
            Transport.AUTO, TlsOptions.defaults(), AddressResolver.PLATFORM, SenderListener.NONE, Map.of());

    private final Transport transport;
    private final TlsOptions tls;
    private final AddressResolver resolver;
    private final SenderListener listener;
    private final Map<Bound, Long> bounds;

    private SenderOptions(
            Transport transport,
            TlsOptions tls,
            AddressResolver resolver,
            SenderListener listener,
            Map<Bound, Long> bounds) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.tls = Objects.requireNonNull(tls, "tls");
        this.resolver = Objects.requireNonNull(resolver, "resolver");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.bounds = bounds;
    }

    /** Everything at its default. */
    public static SenderOptions defaults() {
        return DEFAULTS;
    }

    /** Chooses the transport. {@link Transport#AUTO} by default. */
    public SenderOptions transport(Transport transport) {
        return new SenderOptions(transport, tls, resolver, listener, bounds);
    }

    /** Sets trust, client certificate and TLS provider. */
    public SenderOptions tls(TlsOptions tls) {
        return new SenderOptions(transport, tls, resolver, listener, bounds);
    }

    /** Sets how host names are resolved. {@link AddressResolver#PLATFORM} by default. */
    public SenderOptions resolver(AddressResolver resolver) {
        return new SenderOptions(transport, tls, resolver, listener, bounds);
    }

    /** Sets who watches the sender. */
    public SenderOptions listener(SenderListener listener) {
        return new SenderOptions(transport, tls, resolver, listener, bounds);
    }

    /**
     * Sets a bound, in its {@linkplain Bound#unit() unit}.
     *
     * @throws IllegalArgumentException if the value is outside the bound's range, naming the bound
     */
    public SenderOptions bound(Bound bound, long value) {
        Objects.requireNonNull(bound, "bound");
        Map<Bound, Long> changed = new EnumMap<>(Bound.class);
        changed.putAll(bounds);
        changed.put(bound, bound.check(value));
        return new SenderOptions(transport, tls, resolver, listener, Map.copyOf(changed));
    }

    /**
     * Sets a bound that is a time, in whole milliseconds, rounded up.
     *
     * @throws IllegalArgumentException if the bound is not a time, or the value is outside its range
     */
    public SenderOptions bound(Bound bound, Duration value) {
        Objects.requireNonNull(bound, "bound");
        if (bound.unit() != Bound.Unit.MILLISECONDS) {
            throw new IllegalArgumentException(bound + " counts " + bound.unit() + ", not time");
        }
        Duration rounded = value.plusNanos(999_999);
        boolean tooLong = rounded.compareTo(Duration.ofMillis(bound.max())) > 0;
        return bound(bound, tooLong ? Math.addExact(bound.max(), 1) : rounded.toMillis());
    }

    /** The transport asked for. */
    public Transport transport() {
        return transport;
    }

    /** The TLS options. */
    public TlsOptions tls() {
        return tls;
    }

    /** The resolver. */
    public AddressResolver resolver() {
        return resolver;
    }

    /** The listener. */
    public SenderListener listener() {
        return listener;
    }

    /** The value of a bound, in its unit. */
    public long bound(Bound bound) {
        return bounds.getOrDefault(bound, bound.defaultValue());
    }

    /** Transport and the bounds that differ from their defaults. */
    @Override
    public String toString() {
        return "SenderOptions[transport=" + transport + ", " + tls + ", bounds=" + new TreeMap<>(bounds) + "]";
    }
}
