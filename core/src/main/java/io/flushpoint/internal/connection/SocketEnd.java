package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a connection's socket ends: open for as long as the departure of its bytes is watched, and closed then; at once, and
 * below TLS, if a request on it stays unfinished.
 */
final class SocketEnd {
    private enum Stage {
        /** Every request on it is, or can still be, whole. */
        WHOLE,
        /** A request on it stays half-written. */
        UNFINISHED,
        /** It is closing. */
        CLOSING
    }

    private final Channel channel;
    private final WireWatch wireWatch;
    private final @Nullable DepartureWatch departures;
    private Stage stage = Stage.WHOLE;

    SocketEnd(Channel channel, WireWatch wireWatch, @Nullable DepartureWatch departures) {
        this.channel = channel;
        this.wireWatch = wireWatch;
        this.departures = departures;
    }

    /** Whether the kernel can be watched for departures still. */
    boolean canWatch() {
        return departures != null && channel.isActive() && stage != Stage.CLOSING;
    }

    void watch(Exchange exchange, long position, DeliveryLevel upTo) {
        if (departures != null) {
            departures.watch(exchange, position, upTo);
        }
    }

    void unwatch(Exchange exchange) {
        if (departures != null) {
            departures.forget(exchange);
        }
    }

    /** Each of its levels is lost, and the socket need not wait for it. */
    void drop(Exchange exchange) {
        if (departures != null) {
            departures.drop(exchange);
        }
    }

    /** Takes a reading of what has departed, out of turn. */
    void readDepartures() {
        if (departures != null && channel.isActive()) {
            departures.readNow();
        }
    }

    /** A request on it stays half-written. */
    void leaveUnfinished() {
        if (stage == Stage.WHOLE) {
            stage = Stage.UNFINISHED;
        }
    }

    void closeWhenDeparted() {
        if (stage == Stage.UNFINISHED || departures == null || departures.isEmpty() || !channel.isActive()) {
            close();
        }
    }

    void close() {
        if (stage == Stage.CLOSING) {
            return;
        }
        boolean whole = stage == Stage.WHOLE;
        stage = Stage.CLOSING;
        List<Exchange> untold = departures == null ? List.of() : departures.giveUp();
        ChannelHandlerContext belowTls = channel.pipeline().context(wireWatch);
        if (whole || belowTls == null) {
            channel.close();
        } else {
            belowTls.close(); // the close of TLS would flush what is still queued
        }
        untold.forEach(Exchange::departureUnknown);
    }
}
