package io.flushpoint.internal.http2;

import io.flushpoint.Bound;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.RunningTime;
import io.flushpoint.internal.connection.Traffic;
import io.flushpoint.internal.connection.TrafficFactory;
import io.flushpoint.internal.encode.BodySources;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.Objects;

/** Begins to speak HTTP/2. The only class of its room that others may name where Netty's codec for it may be missing. */
public final class Http2Factory implements TrafficFactory {
    private final int headBytes;
    private final int streams;
    private final RequestStream.Terms terms;

    /**
     * On the event loop of {@code runningTime}.
     *
     * @param sources of bodies that are written piece by piece
     */
    public Http2Factory(SenderOptions options, BodySources sources, RunningTime runningTime) {
        this.headBytes = (int) options.bound(Bound.RESPONSE_HEAD_BYTES);
        this.streams = (int) options.bound(Bound.STREAMS_PER_CONNECTION);
        this.terms = new RequestStream.Terms(
                new StreamWriter.Bodies(sources, runningTime.clocks()::now),
                runningTime,
                options.bound(Bound.DRAIN_BYTES),
                options.bound(Bound.DRAIN_TIME),
                options.bound(Bound.INTERIM_RESPONSES),
                options.bound(Bound.INTERIM_BYTES));
    }

    /** Throws {@link NoClassDefFoundError} if {@code io.netty:netty-codec-http2} is not on the class path. */
    public static void requireLibrary() {
        Objects.requireNonNull(Http2ConnectionHandler.class);
    }

    @Override
    public Traffic over(Connection connection, DuplexChannel channel) {
        return new Http2(connection, channel.pipeline(), headBytes, streams, terms);
    }
}
