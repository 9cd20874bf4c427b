package io.flushpoint.internal.dispatch;

import io.flushpoint.Receipt;
import io.flushpoint.internal.connection.OpeningTimes;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The time line of a send, in nanoseconds; {@link #ABSENT} where a stage was not passed.
 *
 * @param opening what opening a connection took, if it was opened for this send
 */
record SendTimings(
        long queuedNanos,
        OpeningTimes opening,
        long writtenNanos,
        long sentNanos,
        long acknowledgedNanos,
        long answeredNanos)
        implements Receipt.Timings {
    /** Stands for "not passed". */
    static final long ABSENT = -1;

    /** The time line of a connection that was opened for no send. */
    static SendTimings of(OpeningTimes opening) {
        return new SendTimings(ABSENT, opening, ABSENT, ABSENT, ABSENT, ABSENT);
    }

    @Override
    public Optional<Duration> queued() {
        return time(queuedNanos);
    }

    @Override
    public Optional<Duration> resolve() {
        return time(opening.resolve());
    }

    @Override
    public Optional<Duration> connect() {
        return time(opening.connect());
    }

    @Override
    public Optional<Duration> tunnel() {
        return time(opening.tunnel());
    }

    @Override
    public Optional<Duration> tls() {
        return time(opening.tls());
    }

    @Override
    public Optional<Duration> written() {
        return time(writtenNanos);
    }

    @Override
    public Optional<Duration> sent() {
        return time(sentNanos);
    }

    @Override
    public Optional<Duration> acknowledged() {
        return time(acknowledgedNanos);
    }

    @Override
    public Optional<Duration> answered() {
        return time(answeredNanos);
    }

    /** By the names of {@link Receipt.Timings}, without what is absent. */
    @Override
    public String toString() {
        StringJoiner stages = new StringJoiner(", ", "[", "]");
        queued().ifPresent(took -> stages.add("queued=" + took));
        resolve().ifPresent(took -> stages.add("resolve=" + took));
        connect().ifPresent(took -> stages.add("connect=" + took));
        tunnel().ifPresent(took -> stages.add("tunnel=" + took));
        tls().ifPresent(took -> stages.add("tls=" + took));
        written().ifPresent(after -> stages.add("written=" + after));
        sent().ifPresent(after -> stages.add("sent=" + after));
        acknowledged().ifPresent(after -> stages.add("acknowledged=" + after));
        answered().ifPresent(after -> stages.add("answered=" + after));
        return stages.toString();
    }

    private static Optional<Duration> time(long nanos) {
        return nanos == ABSENT ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }
}
