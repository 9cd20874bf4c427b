package io.flushpoint.opentelemetry;

/**
 * What an SDK before 1.59 finds where it looks for providers of senders, and refuses by this name: the interface that it knows is
 * internal to it and was never stable.
 */
public final class NeedsOpenTelemetrySdk159OrNewer {
    /** For an SDK that looks for it, and will not have it. */
    public NeedsOpenTelemetrySdk159OrNewer() {}
}
