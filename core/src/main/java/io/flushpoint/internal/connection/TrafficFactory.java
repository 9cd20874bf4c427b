package io.flushpoint.internal.connection;

import io.netty.channel.socket.DuplexChannel;

/** Begins to speak a version of HTTP. */
public interface TrafficFactory {
    /** On a connection that stands, to the end of whose pipeline it adds its handlers. */
    Traffic over(Connection connection, DuplexChannel channel);
}
