package io.flushpoint.internal.connection;

import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A context of Netty's, and where its certificates are verified.
 *
 * @param offLoop the threads for it if it may block; otherwise it is done on the event loop, without a hop
 */
record TlsContext(SslContext netty, @Nullable HandshakeThreads offLoop) {
    /**
     * Begins a handshake.
     *
     * @param host the name that is verified
     * @param settings made before it begins
     */
    void shakeHands(DuplexChannel channel, String host, Endpoint endpoint, Consumer<SslHandler> settings) {
        if (offLoop == null) {
            SslHandler tls = netty.newHandler(channel.alloc(), host, endpoint.port());
            settings.accept(tls);
            channel.pipeline().addBefore(OpeningGuard.NAME, null, tls);
        } else {
            EngineTasks.install(netty, channel, host, endpoint, offLoop, settings);
        }
    }
}
