package io.flushpoint.internal.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sockets of one endpoint that are out of use and not closed yet: none is forgotten before it is. */
final class ClosingSockets {
    private final ConnectionGauges gauges;
    private final Runnable onClosed;
    private final Map<Channel, Runnable> closing = new LinkedHashMap<>(); // and what closes it at once

    /** {@code onClosed} runs whenever one is closed. */
    ClosingSockets(ConnectionGauges gauges, Runnable onClosed) {
        this.gauges = gauges;
        this.onClosed = onClosed;
    }

    /** Keeps a socket in mind until it is closed, which {@code now} does at once. */
    void add(Channel socket, Runnable now) {
        closing.put(socket, now);
        gauges.closing.increment();
        socket.closeFuture().addListener(closed -> {
            closing.remove(socket);
            gauges.closing.decrement();
            onClosed.run();
        });
    }

    /** Closes all at once. */
    void hurry() {
        List.copyOf(closing.values()).forEach(Runnable::run);
    }

    /** They tell when the sockets are closed. */
    List<ChannelFuture> closeFutures() {
        return closing.keySet().stream().map(Channel::closeFuture).toList();
    }

    boolean isEmpty() {
        return closing.isEmpty();
    }
}
