package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxy;
import io.flushpoint.Receipt;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a send at one moment.
 *
 * @param highest null before {@code WRITTEN}
 * @param connectionNumber 0 before a connection was leased
 * @param proxyBetween null if there is none, or before a connection was leased
 * @param spoken null before a connection was leased
 * @param streamNumber 0 if there is none
 * @param finalStatus 0 before it has arrived
 */
record SendReceipt(
        @Nullable DeliveryLevel highest,
        long bytes,
        SendTimings timings,
        long connectionNumber,
        @Nullable Proxy proxyBetween,
        @Nullable HttpProtocol spoken,
        int streamNumber,
        boolean reused,
        int attempts,
        int finalStatus)
        implements Receipt {
    @Override
    public Optional<DeliveryLevel> level() {
        return Optional.ofNullable(highest);
    }

    @Override
    public OptionalLong connection() {
        return connectionNumber == 0 ? OptionalLong.empty() : OptionalLong.of(connectionNumber);
    }

    @Override
    public Optional<String> proxy() {
        return Optional.ofNullable(proxyBetween).map(Proxy::toString);
    }

    @Override
    public Optional<HttpProtocol> protocol() {
        return Optional.ofNullable(spoken);
    }

    @Override
    public OptionalInt stream() {
        return streamNumber == 0 ? OptionalInt.empty() : OptionalInt.of(streamNumber);
    }

    @Override
    public OptionalInt status() {
        return finalStatus == 0 ? OptionalInt.empty() : OptionalInt.of(finalStatus);
    }

    /** By the names of {@link Receipt}, without what is absent. */
    @Override
    public String toString() {
        StringJoiner facts = new StringJoiner(", ", "Receipt[", "]");
        level().ifPresent(level -> facts.add("level=" + level));
        facts.add("bytes=" + bytes).add("attempts=" + attempts).add("reused=" + reused);
        connection().ifPresent(connection -> facts.add("connection=" + connection));
        protocol().ifPresent(protocol -> facts.add("protocol=" + protocol.wireName()));
        stream().ifPresent(stream -> facts.add("stream=" + stream));
        proxy().ifPresent(proxy -> facts.add("proxy=" + proxy));
        status().ifPresent(status -> facts.add("status=" + status));
        return facts.add("timings=" + timings).toString();
    }
}
